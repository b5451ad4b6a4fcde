using System.Buffers;

namespace DataLakeTools.Core.Storage;

/// <summary>Reads the object and compares it byte by byte; the most expensive comparison, and definite.</summary>
internal sealed class StreamComparison(Func<CancellationToken, Task<Stream>> open) : IContentComparison
{
    private Stream? _stream;
    private bool _differs;

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (_differs)
        {
            return;
        }

        _stream ??= await open(cancellationToken).ConfigureAwait(false);
        var buffer = ArrayPool<byte>.Shared.Rent(bytes.Length);
        try
        {
            var read = await _stream.ReadAtLeastAsync(
                buffer.AsMemory(0, bytes.Length), bytes.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            _differs = !buffer.AsSpan(0, read).SequenceEqual(bytes.Span);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    public async ValueTask<bool> IsSameAsync(CancellationToken cancellationToken)
    {
        if (_differs)
        {
            return false;
        }

        _stream ??= await open(cancellationToken).ConfigureAwait(false);
        var rest = new byte[1];
        return await _stream.ReadAsync(rest, cancellationToken).ConfigureAwait(false) == 0;
    }

    public ValueTask DisposeAsync() => _stream?.DisposeAsync() ?? ValueTask.CompletedTask;
}
