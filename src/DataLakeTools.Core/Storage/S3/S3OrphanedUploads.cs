using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Multipart uploads that S3 created although the response with their id was lost. They are empty and would stay in the
/// bucket for ever.
/// </summary>
/// <param name="uploads">The open uploads of the lake.</param>
/// <param name="lake">The lake.</param>
/// <param name="key">The key of the object.</param>
internal sealed class S3OrphanedUploads(S3OpenUploads uploads, LakeAddress lake, string key)
{
    // Servers round the time of an upload to seconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _began = uploads.Now;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private IReadOnlyList<ListedUpload> _found = [];

    /// <summary>Finds uploads of this key created since this object was constructed, by the server's clock.</summary>
    /// <param name="ownId">The upload whose id arrived; null when there is none.</param>
    /// <param name="reporter">Receives a warning if the uploads cannot be listed.</param>
    public async Task FindAsync(string? ownId, IReporter reporter)
    {
        var took = TimeProvider.System.GetElapsedTime(_started);
        using var limit = new CancellationTokenSource(S3OpenUploads.LongestCleanup);
        try
        {
            var open = await uploads.OfKeyAsync(key, limit.Token).ConfigureAwait(false);
            var own = open.FirstOrDefault(upload => upload.UploadId == ownId);
            var since = (own is null ? _began : own.Initiated - took) - Rounding;
            _found = [.. open.Where(upload => upload.UploadId != ownId && upload.Initiated >= since && (own is null || upload.Initiated <= own.Initiated))];
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception) || exception is OperationCanceledException)
        {
            Warn(reporter, exception);
        }
    }

    /// <summary>Removes those that are still empty: one that holds a part is somebody else's.</summary>
    /// <param name="reporter">Receives a warning if an upload cannot be removed.</param>
    public async Task RemoveAsync(IReporter reporter)
    {
        foreach (var upload in _found)
        {
            using var limit = new CancellationTokenSource(S3OpenUploads.LongestCleanup);
            try
            {
                if (await uploads.PartsOfAsync(upload, limit.Token).ConfigureAwait(false) is { Count: 0 })
                {
                    await uploads.AbortAsync(key, upload.UploadId, reporter).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (S3Failure.IsRequestFailure(exception) || exception is OperationCanceledException)
            {
                Warn(reporter, exception);
            }
        }

        _found = [];
    }

    private void Warn(IReporter reporter, Exception exception) =>
        Warn(reporter, lake.AddressOf(key), $"an answer was lost, and S3 did not tell what is open ({S3Errors.Describe(exception)})");

    /// <summary>Warns of an empty upload that may be there.</summary>
    /// <param name="reporter">Receives the warning.</param>
    /// <param name="address">The address of the object.</param>
    /// <param name="reason">Why it is not known.</param>
    public static void Warn(IReporter reporter, string address, string reason) => reporter.Warning(
        $"An empty upload of {address} may have stayed behind, because {reason}; "
        + $"remove it{Errors.HowTo.RemoveUploads}, or let a lifecycle rule of the bucket abort incomplete uploads.");
}
