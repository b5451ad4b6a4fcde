using System.Security.Cryptography;
using System.Text;

namespace DataLakeTools.TestServers.S3;

/// <summary>
/// The chain of signatures of a signed aws-chunked body: each chunk signs its bytes and the signature before it,
/// the first one the signature of the request.
/// </summary>
internal sealed class ChunkSignatures(SigningKey key, string seed) : IDisposable
{
    private static readonly string EmptyHash = SigningKey.Hash("");

    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private string _previous = seed;

    public void Append(ReadOnlySpan<byte> bytes) => _chunk.AppendData(bytes);

    public void EndChunk(string? signature) => Check(signature,
        $"AWS4-HMAC-SHA256-PAYLOAD\n{key.Timestamp}\n{key.Scope}\n{_previous}\n{EmptyHash}\n{Convert.ToHexStringLower(_chunk.GetHashAndReset())}");

    public void EndTrailers(IEnumerable<KeyValuePair<string, string>> trailers, string? signature)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in trailers.OrderBy(trailer => trailer.Key, StringComparer.Ordinal))
        {
            text.Append(name).Append(':').Append(value).Append('\n');
        }

        Check(signature, $"AWS4-HMAC-SHA256-TRAILER\n{key.Timestamp}\n{key.Scope}\n{_previous}\n{SigningKey.Hash(text.ToString())}");
    }

    public void Dispose() => _chunk.Dispose();

    private void Check(string? signature, string toSign)
    {
        var right = key.Sign(toSign);
        if (signature != right)
        {
            throw S3Errors.SignatureDoesNotMatch("", signature ?? "", toSign, "");
        }

        _previous = right;
    }
}
