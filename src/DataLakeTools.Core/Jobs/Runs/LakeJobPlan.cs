using System.Globalization;

namespace DataLakeTools;

/// <summary>What a job would do, as far as that is known without asking anyone.</summary>
public sealed record LakeJobPlan
{
    /// <summary>The name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The processing date of everything that would be written.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The steps, in the order of the document.</summary>
    public required IReadOnlyList<LakeStepPlan> Steps { get; init; }

    /// <summary>How many files would be written, as far as it is known.</summary>
    public long Files => Steps.Sum(step => step.Files ?? 0);

    /// <summary>How many bytes these files hold, as far as it is known.</summary>
    public long Bytes => Steps.Sum(step => step.Bytes ?? 0);

    /// <summary>About how many requests to TMDB it takes, as far as it is known.</summary>
    public long Requests => Steps.Sum(step => step.Requests ?? 0);

    /// <summary>How long these requests take at the rate that the job allows.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Steps.Sum(step => step.Duration?.Ticks ?? 0));

    /// <summary>About how many requests to S3 it takes, as far as it is known: those of its steps, and what every run takes for itself.</summary>
    public long LakeRequests { get; init; }

    /// <summary>What Amazon S3 charges for them in US dollars; null for a folder.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What Athena charges in US dollars, at the least; null where it does nothing.</summary>
    public decimal? EngineCost => Steps.Any(step => step.EngineCost is not null) ? Steps.Sum(step => step.EngineCost ?? 0) : null;

    /// <summary>Whether numbers of a step are missing, so that the sums are lower bounds.</summary>
    public bool IsPartial => Steps.Any(step => step.Files is null || step.Requests is null);

    /// <summary>The plan in one line.</summary>
    public override string ToString()
    {
        var requests = Requests == 0 ? string.Empty
            : string.Create(CultureInfo.InvariantCulture, $", about {Requests:#,0} requests to TMDB in {Duration.TotalMinutes:0.0} minutes");
        var cost = Cost is { } dollars ? string.Create(CultureInfo.InvariantCulture, $", {LakeRequests:#,0} requests to S3 for {InWords(dollars)}") : string.Empty;
        var engine = EngineCost is { } ofEngine ? $", Athena for {InWords(ofEngine)} at the least" : string.Empty;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Job} for {Date:yyyy-MM-dd} would write {(IsPartial ? "at least " : string.Empty)}{Files:#,0} files{requests}{cost}{engine}. Of files only names and sizes were looked at, and the ids that a step takes from a CSV; nothing was sent.");
    }

    private static string InWords(decimal dollars) => dollars < 0.01m ? "less than $0.01" : string.Create(CultureInfo.InvariantCulture, $"${dollars:0.00}");
}
