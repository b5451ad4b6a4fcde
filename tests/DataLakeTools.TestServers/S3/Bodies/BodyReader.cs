using System.Buffers;
using System.IO.Pipelines;

namespace DataLakeTools.TestServers.S3;

/// <summary>Reads a request's body and checks it against everything that its headers and trailers promise.</summary>
internal sealed class BodyReader(S3StandInOptions options)
{
    private const string Streaming = "STREAMING-";

    /// <param name="request">Whose body it is.</param>
    /// <param name="cancellation">Ends with the connection.</param>
    /// <param name="bodyHasChecksum">False when the checksum header speaks of an object and not of this body.</param>
    public async Task<byte[]> ReadDocumentAsync(S3Request request, CancellationToken cancellation, bool bodyHasChecksum = true) =>
        (await ReadAsync(request, isContent: false, bodyHasChecksum, cancellation)).Content.ToArray();

    public Task<ReceivedBody> ReadContentAsync(S3Request request, CancellationToken cancellation) =>
        ReadAsync(request, isContent: true, bodyHasChecksum: true, cancellation);

    /// <summary>Reads the body away so that the client has sent all of it before it gets its answer.</summary>
    public static Task DrainAsync(S3Request request, CancellationToken cancellation)
    {
        var size = 0L;
        return PumpAsync(request, buffer => (buffer.End, size += buffer.Length), cancellation);
    }

    private async Task<ReceivedBody> ReadAsync(S3Request request, bool isContent, bool bodyHasChecksum, CancellationToken cancellation)
    {
        var headers = request.Http.Request.Headers;
        var sha256 = request.Raw("x-amz-content-sha256") ?? "";
        var isChunked = sha256.StartsWith(Streaming, StringComparison.Ordinal);
        var expected = ExpectedSize(request, isChunked, isContent);
        var check = !isContent || !options.Discard;
        var keep = !isContent || !(options.Discard || options.Forget);
        var stated = bodyHasChecksum ? ChecksumNames.InHeaders(headers) : null;
        var announced = ChecksumNames.InTrailer(headers);
        // S3 gives every object a CRC64NVME when its uploader stated nothing; nobody asks for one that is forgotten.
        var isClaimed = (stated?.Algorithm ?? announced) is not null;
        var algorithm = stated?.Algorithm ?? announced ?? ChecksumAlgorithm.Crc64Nvme;

        using var intake = new BodyIntake(keep, check, expected)
        {
            Checksum = keep || (check && isClaimed) ? RunningChecksum.Start(algorithm) : null,
            Sha256 = check && sha256.Length == 64 ? RunningChecksum.Start(ChecksumAlgorithm.Sha256) : null,
        };
        using var signatures = request.ChunkSignatures;
        var signed = isChunked && check && !sha256.Contains("UNSIGNED", StringComparison.Ordinal) ? signatures : null;
        var decoder = isChunked ? new AwsChunkedDecoder(intake, signed) : null;

        await PumpAsync(request, buffer => (Take(buffer, intake, decoder), intake.Size), cancellation);
        decoder?.Complete();

        if (expected is { } size && intake.Size != size)
        {
            throw S3Errors.IncompleteBody();
        }

        if (intake.Sha256 is { } hash && Convert.ToHexStringLower(hash.Finish()) is var computed && computed != sha256)
        {
            throw S3Errors.ContentSha256Mismatch(sha256, computed);
        }

        var value = stated?.Value ?? (announced is null ? null
            : decoder?.Trailers.GetValueOrDefault(algorithm.Header()) ?? throw S3Errors.InvalidRequest("The trailer that x-amz-trailer announces is missing."));
        var checksum = CheckedChecksum(intake, algorithm, value);
        return new(intake.ToStored(), CheckedMd5(request, intake), checksum, value is not null);
    }

    private long? ExpectedSize(S3Request request, bool isChunked, bool isContent)
    {
        var length = request.Http.Request.ContentLength;
        if (isChunked)
        {
            length = long.TryParse(request.Raw("x-amz-decoded-content-length"), out var decoded) ? decoded : throw S3Errors.MissingContentLength();
        }

        if (length is null && isContent)
        {
            throw S3Errors.MissingContentLength();
        }

        return length > options.MaximumPutSize ? throw S3Errors.EntityTooLarge(length.Value, options.MaximumPutSize) : length;
    }

    private static SequencePosition Take(ReadOnlySequence<byte> buffer, BodyIntake intake, AwsChunkedDecoder? decoder)
    {
        if (decoder is not null)
        {
            return decoder.Decode(buffer);
        }

        foreach (var piece in buffer)
        {
            intake.Append(piece.Span);
        }

        return buffer.End;
    }

    private static async Task PumpAsync(
        S3Request request, Func<ReadOnlySequence<byte>, (SequencePosition Consumed, long Size)> take, CancellationToken cancellation)
    {
        var reader = request.Http.Request.BodyReader;
        var received = 0L;
        ReadResult result;
        do
        {
            result = await reader.ReadAsync(cancellation);
            var (consumed, size) = take(result.Buffer);
            received += result.Buffer.Slice(0, consumed).Length;
            reader.AdvanceTo(consumed, result.Buffer.End);
            request.Logged?.Received(size);
            if (request.Interruption is { } interruption)
            {
                await interruption.ArrivedAsync(received);
            }
        }
        while (!result.IsCompleted);
    }

    private static ObjectChecksum? CheckedChecksum(BodyIntake intake, ChecksumAlgorithm algorithm, string? stated)
    {
        if (intake.Checksum is not { } running)
        {
            return stated is null ? null : new(algorithm, stated);
        }

        var computed = Convert.ToBase64String(running.Finish());
        return stated is null || stated == computed ? new(algorithm, computed) : throw S3Errors.BadDigest(algorithm.Value());
    }

    /// <summary>A discarding stand-in believes the client; without a stated MD5 it makes up one that differs each time.</summary>
    private static byte[] CheckedMd5(S3Request request, BodyIntake intake)
    {
        var computed = intake.Md5();
        if (request.Raw("Content-MD5") is not { } text)
        {
            return computed ?? Guid.CreateVersion7().ToByteArray();
        }

        var stated = new byte[16];
        if (!Convert.TryFromBase64String(text, stated, out var length) || length != stated.Length)
        {
            throw S3Errors.InvalidDigest();
        }

        return computed is null || computed.AsSpan().SequenceEqual(stated) ? stated : throw S3Errors.BadDigest("Content-MD5");
    }
}
