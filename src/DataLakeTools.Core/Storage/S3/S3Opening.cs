using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>
/// The way to one bucket, opened by the first request and then kept. Stores that differ only in how they write share it:
/// a living server is greeted once for all of them, and a dead one waited for once.
/// </summary>
internal sealed class S3Opening(string bucket, LakeStoreOptions options) : IDisposable
{
    private static readonly TimeSpan KnownAsUnavailable = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private S3Session? _session;
    private DataLakeException? _unavailable;
    private long _unavailableSince;

    /// <summary>The connection.</summary>
    /// <exception cref="DataLakeException">It cannot be opened, or could not be a moment ago.</exception>
    public async ValueTask<S3Session> SessionAsync(CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _session) is { } open)
        {
            return open;
        }

        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Many files may wait here; a lake that is not there is not waited for once for each of them.
            if (_unavailable is { } known && TimeProvider.System.GetElapsedTime(_unavailableSince) < KnownAsUnavailable)
            {
                throw new DataLakeException(known.Error, known.Message, known.Advice, known.Target, known);
            }

            return _session ??= await S3Session.OpenAsync(bucket, options, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.Error == DataLakeError.LakeUnavailable && exception.InnerException is not DataLakeException)
        {
            (_unavailable, _unavailableSince) = (exception, TimeProvider.System.GetTimestamp());
            throw;
        }
        finally
        {
            _opening.Release();
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _opening.Dispose();
    }
}
