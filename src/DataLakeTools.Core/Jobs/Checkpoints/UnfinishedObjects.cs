using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>Removes objects that a killed run did not finish: multipart uploads on S3, hidden temporary files in a folder.</summary>
internal static class UnfinishedObjects
{
    /// <summary>Removes them, as far as the lake allows. An upload that still makes progress is left alone.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="isOurs">Whether an unfinished object with this key is removed.</param>
    /// <param name="reporter">Receives verbose messages and warnings.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task RemoveAsync(ILakeStore store, Func<string, bool> isOurs, IReporter reporter, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var found in store.ListUnfinishedAsync(cancellationToken).ConfigureAwait(false))
            {
                if (isOurs(found.Key) && await store.RemoveUnfinishedAsync(found, cancellationToken).ConfigureAwait(false))
                {
                    reporter.Verbose($"What an interrupted run had left of {found.Key} was removed.");
                }
            }
        }
        catch (DataLakeException exception) when (exception.Error is DataLakeError.AccessDenied or DataLakeError.LakeRequestFailed or DataLakeError.LakeWriteFailed)
        {
            reporter.Verbose($"What an interrupted run may have left was not all looked for and removed: {exception.Message}");
        }
    }
}
