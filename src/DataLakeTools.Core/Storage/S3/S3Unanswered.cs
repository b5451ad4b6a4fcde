using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// Uploads that were begun although nobody was told their id: the request got through and its answer did not. They hold
/// nothing, and never will; left alone they would stay in the bucket for ever.
/// </summary>
internal sealed class S3Unanswered(S3Session session, LakeAddress lake, string key)
{
    // Servers round the time of an upload to seconds.
    private static readonly TimeSpan Rounding = TimeSpan.FromSeconds(2);

    private readonly DateTimeOffset _began = session.Now;
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private IReadOnlyList<S3Leftover> _found = [];

    /// <summary>Finds what was begun since this was made, by the server's clock.</summary>
    /// <param name="answered">The upload whose id we were told; null when there is none.</param>
    /// <param name="reporter">Who is told what could not be found out.</param>
    public async Task FindAsync(string? answered, IReporter reporter)
    {
        var took = TimeProvider.System.GetElapsedTime(_started);
        using var limit = new CancellationTokenSource(S3Multipart.LongestAbort);
        try
        {
            var open = await new S3Leftovers(session, lake).OfKeyAsync(key, limit.Token).ConfigureAwait(false);
            var own = open.FirstOrDefault(upload => upload.UploadId == answered);
            var since = (own is null ? _began : own.Initiated - took) - Rounding;
            _found = [.. open.Where(upload => upload.UploadId != answered && upload.Initiated >= since && (own is null || upload.Initiated <= own.Initiated))];
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception) || exception is OperationCanceledException or Errors.DataLakeException)
        {
            Tell(reporter, exception);
        }
    }

    /// <summary>Removes those that are still empty: one that holds a part is somebody else's.</summary>
    /// <param name="reporter">Who is told what could not be removed.</param>
    public async Task RemoveAsync(IReporter reporter)
    {
        foreach (var upload in _found)
        {
            using var limit = new CancellationTokenSource(S3Multipart.LongestAbort);
            try
            {
                if (await new S3Leftovers(session, lake).PartsOfAsync(upload.Key, upload.UploadId, limit.Token).ConfigureAwait(false) is { Count: 0 })
                {
                    await S3Multipart.AbortAsync(session, lake, key, upload.UploadId, reporter).ConfigureAwait(false);
                }
            }
            catch (Exception exception) when (S3Errors.IsOfS3(exception) || exception is OperationCanceledException or Errors.DataLakeException)
            {
                Tell(reporter, exception);
            }
        }

        _found = [];
    }

    private void Tell(IReporter reporter, Exception exception) => reporter.Warning(
        $"An empty upload of {lake.AddressOf(key)} may have stayed behind, because an answer was lost and S3 was not to be asked ({S3Errors.Describe(exception).Said}); "
        + $"remove it{Errors.LakeTask.RemoveUploads}, or let a lifecycle rule of the bucket abort incomplete uploads.");
}
