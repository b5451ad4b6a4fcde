using System.Buffers;
using System.Security.Cryptography;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// One finished file: records of one structure, each on one line. It owns pooled memory: dispose it when it is written.
/// </summary>
public sealed class RecordBatch : IDisposable
{
    private readonly BatchBuffer _buffer;
    private ReadOnlySequence<byte>? _content;
    private IReadOnlyList<string?>? _identifiers;
    private byte[]? _sha256;
    private bool _isDisposed;

    internal RecordBatch(BatchBuffer buffer, string structure, BatchFormat format, int records, IReadOnlyList<string?>? identifiers)
    {
        _buffer = buffer;
        Length = buffer.Length;
        Structure = structure;
        Format = format;
        RecordCount = records;
        _identifiers = identifiers;
    }

    /// <summary>The one structure of all its records.</summary>
    public string Structure { get; }

    /// <summary>How the records stand in the file.</summary>
    public BatchFormat Format { get; }

    /// <summary>The identifiers of the records, in the file's order, where its batcher keeps them.</summary>
    internal IReadOnlyList<string?> Identifiers => _identifiers ??= new string?[RecordCount];

    /// <summary>How many records it holds.</summary>
    public int RecordCount { get; }

    /// <summary>How many bytes the file has.</summary>
    public long Length { get; }

    /// <summary>The SHA-256 of the file's bytes, computed on first use.</summary>
    public ReadOnlyMemory<byte> Sha256 => _sha256 ??= HashOf(Content);

    /// <summary>The file name, made from the content.</summary>
    public string Name => GetName(0);

    /// <summary>The file's bytes, until the batch is disposed. What waited in the temporary file is read on first use.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ChecksumMismatch"/>: the temporary file no longer holds it.</exception>
    public ReadOnlySequence<byte> Content
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            return _content ??= _buffer.AsSequence();
        }
    }

    /// <summary>The name to try when the earlier ones are taken by other content; 0 is <see cref="Name"/>.</summary>
    /// <param name="attempt">How many names were taken.</param>
    public string GetName(int attempt) => BatchName.FromHash(Sha256.Span, attempt);

    /// <summary>A stream over the bytes that can seek and can be opened again and again.</summary>
    public Stream OpenRead()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return new BatchStream(this);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        _buffer.Dispose();
    }

    private static byte[] HashOf(ReadOnlySequence<byte> content)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in content)
        {
            hash.AppendData(piece.Span);
        }

        return hash.GetHashAndReset();
    }
}
