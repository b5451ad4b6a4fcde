using DataLakeTools.Core.Checksums;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>One multipart upload on the server.</summary>
internal sealed class S3Multipart
{
    public static readonly TimeSpan LongestAbort = TimeSpan.FromSeconds(5);

    private readonly S3Session _session;
    private readonly LakeAddress _lake;
    private readonly LakeWrite _write;
    private readonly string _uploadId;

    private S3Multipart(S3Session session, LakeAddress lake, LakeWrite write, string uploadId, S3Unanswered unanswered)
    {
        Unanswered = unanswered;
        _session = session;
        _lake = lake;
        _write = write;
        _uploadId = uploadId;
    }

    /// <summary>Uploads that this one may have begun beside it, because the answers were lost.</summary>
    public S3Unanswered Unanswered { get; }

    private string Key => _lake.Qualify(_write.Key);

    public static async Task<S3Multipart> CreateAsync(
        S3Session session, LakeAddress lake, LakeWrite write, S3ObjectHeaders headers, IReporter reporter, CancellationToken cancellationToken)
    {
        var attempts = new S3Attempts();
        var unanswered = new S3Unanswered(session, lake, write.Key);
        try
        {
            var answer = await session.CallAsync(session.Calls.Create(lake.Qualify(write.Key), headers.ForMultipart()), cancellationToken, attempts).ConfigureAwait(false);
            var uploadId = answer.Document.Find("UploadId")!;
            if (attempts.MayHaveWorked)
            {
                await unanswered.FindAsync(uploadId, reporter).ConfigureAwait(false);
            }

            return new S3Multipart(session, lake, write, uploadId, unanswered);
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception))
        {
            if (attempts.MayHaveWorked)
            {
                await unanswered.FindAsync(answered: null, reporter).ConfigureAwait(false);
                await unanswered.RemoveAsync(reporter).ConfigureAwait(false);
            }

            throw S3Errors.Translate(exception, lake.AddressOf(write.Key));
        }
    }

    /// <summary>An upload that was begun earlier.</summary>
    public static S3Multipart Adopt(S3Session session, LakeAddress lake, LakeWrite write, string uploadId) =>
        new(session, lake, write, uploadId, new S3Unanswered(session, lake, write.Key));

    public Task<S3PutAnswer> PutPartAsync(int number, S3Body body, string crc32C, CancellationToken cancellationToken) =>
        _session.Transport.PutAsync(
            new S3Put(
                _session.Addresses.Part(Key, _uploadId, number),
                new Dictionary<string, string> { [S3Headers.Crc32C] = crc32C },
                body,
                _write.BytesMoved),
            cancellationToken);

    /// <summary>Publishes the object.</summary>
    public async Task<S3Completion> CompleteAsync(
        IReadOnlyList<S3Part> parts, Crc32C checksum, S3Attempts attempts, CancellationToken cancellationToken)
    {
        var whole = checksum.ToBase64();
        var call = _session.Calls.Complete(Key, _uploadId, parts, checksum, _write.Condition);
        var (document, version) = await _session.CallAsync(call, cancellationToken, attempts).ConfigureAwait(false);
        var etag = document.Find("ETag") ?? string.Empty;

        // With a dash and a number it is a checksum of the parts' checksums, and says nothing of the whole.
        if (document.Find("ChecksumCRC32C") is { } confirmed && !confirmed.Contains('-', StringComparison.Ordinal))
        {
            var mismatch = confirmed == whole ? null : S3Part.Mismatch(_lake.AddressOf(_write.Key), whole, confirmed);
            return new S3Completion(etag, version, Verified: mismatch is null, mismatch);
        }

        var isVerified = parts.All(part => part.Verified) && S3Part.ETagOf(parts) is { } expected && etag.Trim('"') == expected;
        return new S3Completion(etag, version, isVerified, Mismatch: null);
    }

    /// <summary>Takes the parts back. What cannot be taken back is told, never hidden.</summary>
    public Task AbortAsync(IReporter reporter) => AbortAsync(_session, _lake, _write.Key, _uploadId, reporter);

    /// <summary>Takes the parts of any upload back. What cannot be taken back is told, never hidden.</summary>
    public static async Task AbortAsync(S3Session session, LakeAddress lake, string key, string uploadId, IReporter reporter)
    {
        using var limit = new CancellationTokenSource(LongestAbort);
        try
        {
            await session.CallAsync(session.Calls.Abort(lake.Qualify(key), uploadId), limit.Token).ConfigureAwait(false);
        }
        catch (S3RequestException exception) when (exception.Code is "NoSuchUpload" or "NoSuchBucket")
        {
            // Already gone, which is what was wanted.
        }
        catch (Exception exception) when (S3Errors.IsOfS3(exception) || exception is OperationCanceledException or DataLakeException)
        {
            reporter.Warning(
                $"The parts already sent for {lake.AddressOf(key)} could not be removed ({S3Errors.Describe(exception).Said}); "
                + $"send the file again to carry upload {uploadId} on, remove it{LakeTask.RemoveUploads}, or let a lifecycle rule of the bucket abort incomplete uploads.");
        }
    }
}
