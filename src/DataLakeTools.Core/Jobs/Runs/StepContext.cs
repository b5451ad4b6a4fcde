using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>What the runner of a step needs (store, date, folder, time limit), and what it reports back.</summary>
internal sealed class StepContext
{
    /// <summary>The lake, with what the step says of how objects are stored.</summary>
    public required ILakeStore Store { get; init; }

    /// <summary>How many parts, or files, may be in flight.</summary>
    public required int ThrottleLimit { get; init; }

    /// <summary>The processing date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Where relative paths start.</summary>
    public required string BaseFolder { get; init; }

    /// <summary>How long the run may take.</summary>
    public required RunTimeLimit TimeLimit { get; init; }

    /// <summary>Receives verbose messages, warnings and progress.</summary>
    public required IReporter Reporter { get; init; }

    /// <summary>Measures durations.</summary>
    public required TimeProvider Clock { get; init; }

    /// <summary>Whether the time was up before everything was done.</summary>
    public bool IsCutShort { get; set; }

    /// <summary>How many titles were there from an interrupted run and were not fetched again.</summary>
    public long TitlesKept { get; set; }
}
