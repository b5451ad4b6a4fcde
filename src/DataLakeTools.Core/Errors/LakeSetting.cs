namespace DataLakeTools.Core.Errors;

/// <summary>Something that a user can set and that <see cref="Advice"/> names.</summary>
public enum LakeSetting
{
    /// <summary>The lake.</summary>
    Lake,

    /// <summary>The profile of the shared AWS files.</summary>
    ProfileName,

    /// <summary>The AWS region.</summary>
    Region,

    /// <summary>The address of another server that speaks S3.</summary>
    EndpointUrl,

    /// <summary>The storage class of objects.</summary>
    StorageClass,

    /// <summary>The KMS key that encrypts objects.</summary>
    KmsKeyId,

    /// <summary>The size of a part of an upload.</summary>
    PartSize,

    /// <summary>How much is done at one time.</summary>
    ThrottleLimit,

    /// <summary>Whether an object with other content is replaced.</summary>
    Force,

    /// <summary>Whether what an interrupted run has left is discarded.</summary>
    NoResume,

    /// <summary>The delimiter of a CSV file.</summary>
    Delimiter,

    /// <summary>Whether a CSV file is sent without a check.</summary>
    SkipCheck,

    /// <summary>How many bytes a file of records has at most.</summary>
    MaxBytes,

    /// <summary>The token of TMDB.</summary>
    Token,

    /// <summary>The address of TMDB's API.</summary>
    TmdbEndpoint,

    /// <summary>The language of TMDB's titles, texts and names of genres.</summary>
    Language,

    /// <summary>How many requests TMDB gets in a second.</summary>
    RequestsPerSecond,

    /// <summary>How long a request waits in all for TMDB to accept requests again.</summary>
    RateLimitWaitSeconds,

    /// <summary>The folder that the parts of a job are written to.</summary>
    Destination,

    /// <summary>Into how many parts a job is cut.</summary>
    Parts,

    /// <summary>The span of time of one part of a job.</summary>
    Window,

    /// <summary>What a job is cut by.</summary>
    By,

    /// <summary>The folder for working files.</summary>
    WorkPath,

    /// <summary>How much memory the engine's data may take.</summary>
    MemoryLimit,

    /// <summary>The folder of a table model of one's own.</summary>
    Model,
}
