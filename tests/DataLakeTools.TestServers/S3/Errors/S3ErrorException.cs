namespace DataLakeTools.TestServers.S3;

/// <summary>An error answer of S3, thrown where it is found and written by the dispatcher.</summary>
internal sealed class S3ErrorException(int status, string code, string message, params (string Name, string Value)[] details)
    : Exception(message)
{
    public int Status { get; } = status;

    public string Code { get; } = code;

    public IReadOnlyList<(string Name, string Value)> Details { get; } = details;

    /// <summary>Headers that go with the error, such as the region of a bucket that is elsewhere.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];
}
