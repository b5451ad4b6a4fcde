using System.Globalization;
using System.Security.Cryptography;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// Compares by an ETag that S3 makes from MD5: the MD5 of the object, or, for an object sent in parts, the MD5 of the
/// parts' MD5s followed by <c>-&lt;parts&gt;</c>. For objects without a full-object checksum.
/// </summary>
internal sealed class ETagComparison : IContentComparison
{
    private const int HexDigits = 32;

    private readonly string _etag;
    private readonly long _partSize;
    private readonly IncrementalHash _part = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private readonly IncrementalHash _parts = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
    private long _left;
    private int _count;

    /// <summary>A comparison by this ETag.</summary>
    /// <param name="etag">The ETag, with or without its quotes.</param>
    /// <param name="partSize">The size of the parts if the object was sent in parts.</param>
    public ETagComparison(string etag, long partSize)
    {
        _etag = etag.Trim('"');
        _partSize = _etag.Contains('-', StringComparison.Ordinal) ? partSize : long.MaxValue;
        _left = _partSize;
    }

    /// <summary>Whether the ETag can be an MD5 of parts of this size; if not, the comparison cannot succeed.</summary>
    /// <param name="existing">The object in the lake.</param>
    /// <param name="partSize">The size of the parts if the object was sent in parts.</param>
    public static bool CanCompare(StoredObject existing, long partSize)
    {
        var etag = existing.ETag.Trim('"');
        var dash = etag.IndexOf('-', StringComparison.Ordinal);
        var digits = dash < 0 ? etag : etag[..dash];
        return digits.Length == HexDigits
            && digits.All(char.IsAsciiHexDigit)
            && (dash < 0 || (long.TryParse(etag.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var parts)
                && parts == Math.Max(1, (existing.Size + partSize - 1) / partSize)));
    }

    public ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var rest = bytes.Span;
        while (!rest.IsEmpty)
        {
            if (_left == 0)
            {
                EndPart();
            }

            var now = (int)Math.Min(_left, rest.Length);
            _part.AppendData(rest[..now]);
            _left -= now;
            rest = rest[now..];
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask<bool> IsSameAsync(CancellationToken cancellationToken)
    {
        if (_partSize == long.MaxValue)
        {
            return ValueTask.FromResult(Matches(Convert.ToHexString(_part.GetHashAndReset())));
        }

        EndPart();
        return ValueTask.FromResult(Matches($"{Convert.ToHexString(_parts.GetHashAndReset())}-{_count}"));
    }

    public ValueTask DisposeAsync()
    {
        _part.Dispose();
        _parts.Dispose();
        return ValueTask.CompletedTask;
    }

    private bool Matches(string computed) => string.Equals(computed, _etag, StringComparison.OrdinalIgnoreCase);

    private void EndPart()
    {
        _parts.AppendData(_part.GetHashAndReset());
        _count++;
        _left = _partSize;
    }
}
