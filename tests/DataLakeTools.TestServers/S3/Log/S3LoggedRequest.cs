namespace DataLakeTools.TestServers.S3;

/// <summary>What came and what was answered. Status is 0 until, or if never, answered.</summary>
public sealed class S3LoggedRequest
{
    private long _bodyLength;

    internal S3LoggedRequest(S3Request request, TimeSpan arrived)
    {
        Number = request.Number;
        Operation = request.Operation;
        Method = request.Method;
        Path = request.Path;
        Bucket = request.Bucket;
        Key = request.Key;
        PartNumber = request.PartNumber;
        UploadId = request.UploadId;
        Query = request.Query.Where(pair => !SecretNames.Contains(pair.Key)).ToDictionary();
        Headers = request.Http.Request.Headers
            .Where(header => !SecretNames.Contains(header.Key))
            .ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        Arrived = arrived;
    }

    public long Number { get; }

    public string Operation { get; }

    public string Method { get; }

    public string Path { get; }

    public string Bucket { get; }

    public string Key { get; }

    public int? PartNumber { get; }

    public string? UploadId { get; }

    public IReadOnlyDictionary<string, string> Query { get; }

    /// <summary>All but the credentials.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>Bytes of the body after decoding, as far as they came.</summary>
    public long BodyLength => Interlocked.Read(ref _bodyLength);

    public int Status { get; private set; }

    public string? ErrorCode { get; private set; }

    /// <summary>The fault that this request met, if any.</summary>
    public string? Fault { get; internal set; }

    /// <summary>Since the stand-in started.</summary>
    public TimeSpan Arrived { get; }

    /// <summary>Since the stand-in started; taken before the answer is written. Null while, or if never, answered.</summary>
    public TimeSpan? Answered { get; private set; }

    public override string ToString() => $"{Number} {Operation} {Method} {Path} {BodyLength} -> {Status} {ErrorCode}{Fault}";

    internal void Received(long bytes) => Interlocked.Exchange(ref _bodyLength, bytes);

    internal void Answer(int status, string? errorCode, TimeSpan at)
    {
        Status = status;
        ErrorCode = errorCode;
        Answered = at;
    }
}
