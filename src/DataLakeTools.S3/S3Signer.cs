using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.Runtime;

namespace DataLakeTools.S3;

/// <summary>
/// Signs requests with AWS Signature Version 4 in the Authorization header; the hash of a small body is part of it. See "Signature Calculations for the Authorization Header" in the Amazon S3 API Reference.
/// </summary>
/// <param name="region">The region that the requests are for.</param>
/// <param name="service">The service that they are for.</param>
internal sealed class S3Signer(string region, string service)
{
    private const string Algorithm = "AWS4-HMAC-SHA256";
    private const string Terminator = "aws4_request";
    private const string UnsignedPayload = "UNSIGNED-PAYLOAD";
    private const string EmptyPayload = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private const string TimeFormat = "yyyyMMdd'T'HHmmss'Z'";
    private const string HexDigits = "0123456789abcdef";

    private SigningKey? _key;

    /// <summary>Signs a request and gives it its headers.</summary>
    /// <param name="request">The request.</param>
    /// <param name="source">What is asked for: its headers, and its document, are signed; its body is not.</param>
    /// <param name="credentials">The keys.</param>
    /// <param name="time">The time of signing, in UTC.</param>
    /// <exception cref="S3SettingsException">The keys have characters that cannot be sent.</exception>
    public void Sign(HttpRequestMessage request, S3Request source, ImmutableCredentials credentials, DateTime time)
    {
        ThrowIfUnsendable(credentials.AccessKey);
        ThrowIfUnsendable(credentials.Token);
        var headers = source.Headers;
        var address = request.RequestUri!;
        var payload = source.Body is not null ? UnsignedPayload
            : source.Document is { } document ? Convert.ToHexString(SHA256.HashData(document)).ToLowerInvariant()
            : EmptyPayload;
        var signed = new List<KeyValuePair<string, string>>(headers.Count + 4)
        {
            new(S3Headers.Host, address.IsDefaultPort ? address.Host : string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}")),
            new(S3Headers.ContentSha256, payload),
            new(S3Headers.Date, time.ToString(TimeFormat, CultureInfo.InvariantCulture)),
        };
        if (!string.IsNullOrEmpty(credentials.Token))
        {
            signed.Add(new(S3Headers.SecurityToken, credentials.Token.Trim()));
        }

        foreach (var (name, value) in headers)
        {
            signed.Add(new(name, value.Trim()));
        }

        signed.Sort(static (one, other) => string.CompareOrdinal(one.Key, other.Key));
        var names = string.Join(';', signed.Select(header => header.Key));
        var query = address.Query.AsSpan().TrimStart('?');

        // An upload may sign 10,000 part requests, so the canonical request is built in a rented buffer instead of a new
        // string.
        var length = request.Method.Method.Length + address.AbsolutePath.Length + query.Length + names.Length + payload.Length + 5;
        foreach (var (name, value) in signed)
        {
            length += name.Length + value.Length + 2;
        }

        var buffer = ArrayPool<char>.Shared.Rent(length);
        try
        {
            var canonical = new Text(buffer);
            canonical.Add(request.Method.Method, '\n');
            canonical.Add(address.AbsolutePath, '\n');
            canonical.Add(query, '\n');
            foreach (var (name, value) in signed)
            {
                canonical.Add(name, ':');
                canonical.Add(value, '\n');
                if (name is S3Headers.ContentType or S3Headers.ContentMd5)
                {
                    request.Content!.Headers.TryAddWithoutValidation(name, value);
                }
                else
                {
                    request.Headers.TryAddWithoutValidation(name, value);
                }
            }

            canonical.Add(default, '\n');
            canonical.Add(names, '\n');
            canonical.Add(payload);
            request.Headers.TryAddWithoutValidation("Authorization", Authorize(canonical.Written, names, credentials, time));
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>The value of the Authorization header.</summary>
    /// <param name="canonical">The canonical request.</param>
    /// <param name="names">The names of the headers in it, with a semicolon between them.</param>
    /// <param name="credentials">The keys.</param>
    /// <param name="time">The time of signing, in UTC.</param>
    public string Authorize(ReadOnlySpan<char> canonical, string names, ImmutableCredentials credentials, DateTime time)
    {
        Span<char> stamp = stackalloc char[16];
        time.TryFormat(stamp, out _, TimeFormat, CultureInfo.InvariantCulture);
        var date = stamp[..8];
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<char> hex = stackalloc char[2 * SHA256.HashSizeInBytes];
        Hash(key: default, canonical, hash);
        WriteHex(hash, hex);

        Hash(KeyOf(credentials.SecretKey, date), $"{Algorithm}\n{stamp}\n{date}/{region}/{service}/{Terminator}\n{hex}", hash);
        WriteHex(hash, hex);
        return $"{Algorithm} Credential={credentials.AccessKey.Trim()}/{date}/{region}/{service}/{Terminator}, SignedHeaders={names}, Signature={hex}";
    }

    // Derived anew only for another day or secret key: it is most of the work of a signature.
    private byte[] KeyOf(string secret, ReadOnlySpan<char> date)
    {
        if (Volatile.Read(ref _key) is { } known && known.Secret == secret && date.SequenceEqual(known.Date))
        {
            return known.Bytes;
        }

        var bytes = new byte[SHA256.HashSizeInBytes];
        Hash(Encoding.UTF8.GetBytes("AWS4" + secret.Trim()), date, bytes);
        Hash(bytes, region, bytes);
        Hash(bytes, service, bytes);
        Hash(bytes, Terminator, bytes);
        Volatile.Write(ref _key, new SigningKey(secret, date.ToString(), bytes));
        return bytes;
    }

    // Keys and tokens are sent in headers, so other characters than visible ASCII are refused. White space around them is
    // trimmed.
    private static void ThrowIfUnsendable(string? key)
    {
        if (key is not null && key.AsSpan().Trim().ContainsAnyExceptInRange('!', '~'))
        {
            throw new S3SettingsException(S3SettingsProblem.MalformedCredentials);
        }
    }

    // SHA-256 of a text, or with a key its HMAC.
    private static void Hash(ReadOnlySpan<byte> key, ReadOnlySpan<char> text, Span<byte> hash)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        var bytes = buffer.AsSpan(0, Encoding.UTF8.GetBytes(text, buffer));
        if (key.IsEmpty)
        {
            SHA256.HashData(bytes, result);
        }
        else
        {
            HMACSHA256.HashData(key, bytes, result);
        }

        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        result.CopyTo(hash);
    }

    private static void WriteHex(ReadOnlySpan<byte> bytes, Span<char> hex)
    {
        for (var index = 0; index < bytes.Length; index++)
        {
            hex[2 * index] = HexDigits[bytes[index] >> 4];
            hex[(2 * index) + 1] = HexDigits[bytes[index] & 0xF];
        }
    }

    private sealed class SigningKey(string secret, string date, byte[] bytes)
    {
        public string Secret => secret;

        public string Date => date;

        public byte[] Bytes => bytes;
    }

    // Text that is written once, into a buffer of the right length.
    private ref struct Text(Span<char> buffer)
    {
        private readonly Span<char> _buffer = buffer;
        private int _length;

        public readonly ReadOnlySpan<char> Written => _buffer[.._length];

        public void Add(ReadOnlySpan<char> text, char end)
        {
            Add(text);
            _buffer[_length++] = end;
        }

        public void Add(ReadOnlySpan<char> text)
        {
            text.CopyTo(_buffer[_length..]);
            _length += text.Length;
        }
    }
}
