namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>One step of a job. Each type of step is a class of its own, with its own reader and its own way to run.</summary>
public abstract record LakeJobStep
{
    private protected LakeJobStep()
    {
    }

    /// <summary>The name of the step in the output; unique in the job.</summary>
    public required string Name { get; init; }

    /// <summary>The storage class of the objects.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The KMS key of the objects.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The tags of the objects.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
