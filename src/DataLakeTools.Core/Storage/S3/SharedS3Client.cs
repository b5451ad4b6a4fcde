using DataLakeTools.Core.Errors;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// The client of one bucket, opened by the first request and then kept. Stores that differ only in how they write share
/// it: the bucket is looked for once for all of them, and a server that does not answer is waited for once.
/// </summary>
internal sealed class SharedS3Client(string bucket, S3ClientOptions options) : IDisposable
{
    private static readonly TimeSpan KnownAsUnavailable = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private S3Client? _client;
    private DataLakeException? _unavailable;
    private long _unavailableSince;

    /// <summary>The client.</summary>
    /// <exception cref="DataLakeException">It cannot be opened, or could not be a moment ago.</exception>
    public async ValueTask<S3Client> GetAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _client) is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Many uploads may wait here. After an open that found the lake unavailable, callers fail at once for ten seconds
            // instead of each waiting for a time-out.
            if (_unavailable is { } known && TimeProvider.System.GetElapsedTime(_unavailableSince) < KnownAsUnavailable)
            {
                throw new DataLakeException(known.Error, known.Message, known.Advice, known.Target, known);
            }

            return _client ??= await S3Client.OpenAsync(bucket, options, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            var translated = S3Errors.TranslateOfBucket(exception, bucket);
            if (translated.Error == DataLakeError.LakeUnavailable)
            {
                (_unavailable, _unavailableSince) = (translated, TimeProvider.System.GetTimestamp());
            }

            throw translated;
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose()
    {
        _client?.Dispose();
        _opening.Dispose();
    }
}
