using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that fetches people or keywords by name, id or a search.</summary>
public sealed record FetchNamedStep : FetchStep
{
    /// <summary>Which ones.</summary>
    public required NamedRecords Records { get; init; }

    internal override IAsyncEnumerable<TmdbResult> ReadAsync(
        TmdbClient client, string sourceFolder, IReporter reporter, CancellationToken cancellationToken) =>
        Records.ReadAsync(client, cancellationToken);
}
