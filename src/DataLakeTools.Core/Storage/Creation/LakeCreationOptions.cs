namespace DataLakeTools.Core.Storage.Creation;

/// <summary>How a lake is created.</summary>
public sealed record LakeCreationOptions
{
    /// <summary>How the lake is reached; the region is the one the bucket is created in.</summary>
    public LakeStoreOptions Store { get; init; } = new();

    /// <summary>The KMS key of the default encryption; SSE-S3 when null.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>Whether the bucket keeps versions. When false, what is set is left as it is.</summary>
    public bool Versioning { get; init; }

    /// <summary>Whether nothing is created or changed.</summary>
    public bool WhatIf { get; init; }
}
