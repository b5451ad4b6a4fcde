using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>The TMDB client that all steps of a run share. The first step that fetches opens it.</summary>
/// <param name="settings">How TMDB is reached.</param>
/// <param name="reporter">Is told of pauses.</param>
internal sealed class RunTmdb(RunSettings settings, IReporter reporter) : IDisposable
{
    private TmdbClient? _client;

    /// <summary>The client.</summary>
    /// <exception cref="Errors.DataLakeException">There is no token, or TMDB cannot be reached as the settings say.</exception>
    public TmdbClient Client => _client ??= settings.OpenTmdb(reporter);

    /// <summary>The requests so far; null where there were none.</summary>
    public TmdbStatistics? Statistics => _client?.Statistics;

    public void Dispose() => _client?.Dispose();
}
