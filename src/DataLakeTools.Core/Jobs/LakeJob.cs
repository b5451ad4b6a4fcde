namespace DataLakeTools.Core.Jobs;

/// <summary>What a job document says: where the data goes and which steps put it there.</summary>
public sealed record LakeJob
{
    /// <summary>The lake; null leaves it to <c>DATALAKE_URI</c> or to the one who runs the job.</summary>
    public string? Lake { get; init; }

    /// <summary>The processing date of all steps; the day of the run when null.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The profile of the shared AWS files.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>The address of another server that speaks S3.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>The steps, done in this order.</summary>
    public required IReadOnlyList<SendCsvStep> Steps { get; init; }
}

/// <summary>A step that sends CSV files, as <c>Send-RawCsv</c> does.</summary>
public sealed record SendCsvStep
{
    /// <summary>The name of the step in the output; unique in the job.</summary>
    public required string Name { get; init; }

    /// <summary>The files, with <c>*</c> and <c>?</c> in file names; relative paths start at the job document's folder.</summary>
    public required IReadOnlyList<string> Paths { get; init; }

    /// <summary>The layer of the key; <c>Raw</c> when null.</summary>
    public string? Layer { get; init; }

    /// <summary>The origin of the key; <c>Local</c> when null.</summary>
    public string? Origin { get; init; }

    /// <summary>The specification of the key; from the file's name when null.</summary>
    public string? Specification { get; init; }

    /// <summary>The delimiter; found from the header when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether files are sent without a check.</summary>
    public bool SkipCheck { get; init; }

    /// <summary>Whether objects with other content are replaced.</summary>
    public bool Force { get; init; }

    /// <summary>The storage class of the objects.</summary>
    public string? StorageClass { get; init; }

    /// <summary>The KMS key of the objects.</summary>
    public string? KmsKeyId { get; init; }

    /// <summary>The tags of the objects.</summary>
    public IReadOnlyDictionary<string, string> Tags { get; init; } = new Dictionary<string, string>();
}
