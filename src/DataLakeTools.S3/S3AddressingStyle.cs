namespace DataLakeTools.S3;

/// <summary>Where the name of the bucket stands in an address.</summary>
internal enum S3AddressingStyle
{
    /// <summary>In the host in AWS, in the path of another endpoint.</summary>
    Auto,

    /// <summary>In the host, if the bucket name is a valid host name.</summary>
    Virtual,

    /// <summary>In the path.</summary>
    Path,
}
