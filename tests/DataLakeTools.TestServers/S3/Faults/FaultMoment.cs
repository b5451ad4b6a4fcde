namespace DataLakeTools.TestServers.S3;

/// <summary>What a fault can lay its hands on while a request is served.</summary>
internal sealed record FaultMoment(S3Request Request, S3Store Store, CancellationToken Cancellation)
{
    /// <summary>Resets the connection. Nothing more can be answered on it.</summary>
    public ConnectionDroppedException Drop()
    {
        Request.Http.Abort();
        return new();
    }
}
