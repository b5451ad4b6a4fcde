using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches records from TMDB and writes them in batches, as <c>Get-Tmdb* | Write-RawJsonBatch</c> does.</summary>
public abstract record FetchStep : BatchStep
{
    private protected FetchStep()
    {
    }

    /// <summary>
    /// A hash of the step's part of the document and of its variables: an interrupted run is continued only by a step whose
    /// hash is the same. Null for a step that was not read from a document.
    /// </summary>
    public string? PropertiesHash { get; init; }

    /// <summary>Whether the day's folder holds exactly this run afterwards.</summary>
    public bool Replace { get; init; }

    /// <summary>Whether the step is skipped, rather than fails, where there is no token.</summary>
    public bool IsOptional { get; init; }

    private protected override string OwnOrigin => LakeConvention.TmdbOrigin;

    /// <summary>The same step with its days of changes, if they are counted back from the run, counted back from a processing date.</summary>
    /// <param name="date">The processing date.</param>
    internal virtual FetchStep ResolveChangeDays(DateOnly date) => this;

    /// <summary>The records.</summary>
    /// <param name="client">Asks TMDB.</param>
    /// <param name="sourceFolder">Where relative paths start.</param>
    /// <param name="reporter">Receives verbose messages and warnings.</param>
    /// <param name="cancellationToken">Stops.</param>
    internal abstract IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, CancellationToken cancellationToken);
}
