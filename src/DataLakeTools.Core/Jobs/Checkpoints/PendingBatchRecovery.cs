using System.Security.Cryptography;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>Looks up in the lake which of the files that an interrupted run was about to write have arrived there.</summary>
/// <param name="store">The lake.</param>
/// <param name="options">Where the files of the step are put.</param>
/// <param name="reporter">Receives what is removed.</param>
internal sealed class PendingBatchRecovery(ILakeStore store, RawJsonOptions options, IReporter reporter)
{
    /// <summary>
    /// Before a run: counts the files that have arrived as done, unless their titles were fetched again meanwhile: those files are
    /// removed. So are the unfinished uploads of them all. What has not arrived stays pending, because the last request of a killed
    /// process may still be under way.
    /// </summary>
    public async Task RecoverAsync(StepCheckpoint step, CancellationToken cancellationToken)
    {
        var interrupted = step.Pending.ToList();
        foreach (var pending in interrupted)
        {
            if (await FindAsync(pending, cancellationToken).ConfigureAwait(false) is not { } name)
            {
                continue;
            }

            if (step.Files.Contains(Path.GetFileNameWithoutExtension(name)))
            {
                step.Forget(pending);
            }
            else if (step.Done.Tmdb.Overlaps(pending.Titles.Tmdb))
            {
                // The file arrived after an earlier run had looked for it, and that run has fetched these titles again.
                await RemoveAsync(options.KeyFor(name).Value, cancellationToken).ConfigureAwait(false);
                step.Forget(pending);
            }
            else
            {
                step.MarkWritten(pending, name);
            }
        }

        step.CountEarlierRuns();
        if (interrupted.Count > 0)
        {
            // The hidden temporary file of a folder lake does not name its key; no file of ours begins with a dot.
            var keys = interrupted.SelectMany(pending => pending.Names).Select(name => options.KeyFor(name).Value).ToHashSet(StringComparer.Ordinal);
            var hidden = options.KeyFor("x").Folder + "/.";
            await UnfinishedObjects.RemoveAsync(
                store, key => keys.Contains(key) || key.StartsWith(hidden, StringComparison.Ordinal), reporter, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// After a run: removes files that arrived in the lake after <see cref="RecoverAsync"/> had looked for them. Their titles
    /// are in files of this run.
    /// </summary>
    public async Task RemoveSupersededFilesAsync(StepCheckpoint step, RawJsonBatchWriter writer, CancellationToken cancellationToken)
    {
        foreach (var pending in step.Locked(_ => step.Pending.ToList()))
        {
            var name = await FindAsync(pending, cancellationToken).ConfigureAwait(false);
            if (name is not null && !writer.HasWritten(options.KeyFor(name).Value))
            {
                await RemoveAsync(options.KeyFor(name).Value, cancellationToken).ConfigureAwait(false);
            }

            step.Forget(pending);
        }
    }

    private async Task RemoveAsync(string key, CancellationToken cancellationToken)
    {
        await store.DeleteAsync(key, cancellationToken).ConfigureAwait(false);
        reporter.Verbose($"{key} arrived late from an interrupted run; its titles are in other files, and it was removed.");
    }

    // The name under which a file is in the lake; null where it is not there.
    private async Task<string?> FindAsync(PendingBatch pending, CancellationToken cancellationToken)
    {
        foreach (var name in pending.Names)
        {
            var key = options.KeyFor(name).Value;
            if (await store.FindForWriteAsync(key, cancellationToken).ConfigureAwait(false) is not { } found)
            {
                return null;
            }

            if (found.Size == pending.Length && (await HashOfAsync(key, cancellationToken).ConfigureAwait(false)).AsSpan().SequenceEqual(pending.Sha256))
            {
                return name;
            }
        }

        return null;
    }

    private async Task<byte[]> HashOfAsync(string key, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            return await SHA256.HashDataAsync(stream, cancellationToken).ConfigureAwait(false);
        }
    }
}
