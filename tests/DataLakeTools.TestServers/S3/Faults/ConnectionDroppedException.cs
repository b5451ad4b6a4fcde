namespace DataLakeTools.TestServers.S3;

/// <summary>A fault reset the connection, so there is no answer to write.</summary>
internal sealed class ConnectionDroppedException : Exception;
