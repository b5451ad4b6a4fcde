namespace DataLakeTools.S3;

/// <summary>Why settings cannot be used.</summary>
internal enum S3SettingsProblem
{
    /// <summary>There are no credentials.</summary>
    CredentialsNotFound,

    /// <summary>There are no credentials but those that an instance may have, and its metadata service does not answer.</summary>
    MetadataSilent,

    /// <summary>There were credentials, and they cannot be read or renewed any more.</summary>
    CredentialsLost,

    /// <summary>The profile wants a code of a device, and there is nobody to ask.</summary>
    MfaNeeded,

    /// <summary>The credentials have characters that no request can carry.</summary>
    MalformedCredentials,

    /// <summary>There is no profile of this name.</summary>
    UnknownProfile,

    /// <summary>The profile leads to no credentials: it names no source of them, or sources that lead back to it.</summary>
    IncompleteProfile,

    /// <summary>The endpoint is no address that can be used.</summary>
    InvalidEndpoint,

    /// <summary>The endpoint already has the bucket in it.</summary>
    BucketInEndpoint,

    /// <summary>The region is no name that a region can have.</summary>
    InvalidRegion,

    /// <summary>A setting has a value that it cannot have.</summary>
    InvalidValue,

    /// <summary>One of the shared AWS files cannot be read.</summary>
    UnreadableFile,
}
