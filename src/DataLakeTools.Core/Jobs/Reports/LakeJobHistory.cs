using System.IO.Enumeration;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Reads the reports that jobs have left in a lake.</summary>
/// <param name="store">The lake.</param>
public sealed class LakeJobHistory(ILakeStore store)
{
    /// <summary>What the keys of all reports begin with; a level for each job follows.</summary>
    public const string Prefix = LakeJobReportStore.Prefix + "/";

    private const int ReadAtOnce = 8;

    // reports/<job>/<yyyy>/<MM>/<dd>/<HHmmss>-<run>.json
    private const int Levels = 6;

    /// <summary>The reports, the oldest first; one that cannot be read is its error.</summary>
    /// <param name="jobs">Names of jobs, with <c>*</c> and <c>?</c>; none means all.</param>
    /// <param name="last">At most so many, the newest; all when null.</param>
    /// <param name="onlyFailed">Whether only runs that did not succeed are wanted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException">The lake does not exist or cannot be read.</exception>
    public async Task<IReadOnlyList<(LakeJobReport? Report, DataLakeException? Error)>> ReadAsync(
        IReadOnlyCollection<string> jobs, int? last, bool onlyFailed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(jobs);
        LakeObjectQuery.ThrowIfAbsent(store);
        var keys = new List<string>();
        await foreach (var found in store.ListAsync(Prefix, cancellationToken).ConfigureAwait(false))
        {
            if (found.Key.Split('/') is { Length: Levels } levels && (jobs.Count == 0 || jobs.Any(job => FileSystemName.MatchesSimpleExpression(job, levels[1], ignoreCase: true))))
            {
                keys.Add(found.Key);
            }
        }

        // The keys sort by job; behind the job they sort by time.
        keys.Sort((one, other) => string.CompareOrdinal(TimeOf(one), TimeOf(other)));

        // Only as many are read as are wanted; how a run ended stands in its report.
        var newestFirst = AsyncSequence.Of(Enumerable.Reverse(keys).Take(onlyFailed ? keys.Count : last ?? keys.Count));
        var read = new List<(LakeJobReport? Report, DataLakeException? Error)>();
        await foreach (var one in OrderedStream.SelectAsync(newestFirst, ReadAtOnce, TryReadAsync, cancellationToken).ConfigureAwait(false))
        {
            if (!onlyFailed || one.Report is not { Status: LakeJobStatus.Succeeded })
            {
                read.Add(one);
            }

            if (read.Count >= (last ?? int.MaxValue))
            {
                break;
            }
        }

        read.Reverse();
        return read;
    }

    private static string TimeOf(string key) => key[key.IndexOf('/', Prefix.Length)..];

    private async Task<(LakeJobReport? Report, DataLakeException? Error)> TryReadAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            return (await LakeJobReportStore.ReadAsync(store, key, cancellationToken).ConfigureAwait(false), null);
        }
        catch (DataLakeException exception)
        {
            return (null, exception);
        }
    }
}
