using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>The limits of a batch, and its format.</summary>
public sealed record BatchOptions
{
    /// <summary>The most records that a batch ever holds.</summary>
    public const int RecordLimit = 100;

    /// <summary>The most bytes a file has unless another limit is given.</summary>
    public const int DefaultMaxBytes = 10_000_000;

    /// <summary>How many records a batch holds at most, 1 to 100.</summary>
    public int MaxRecords { get; init; } = RecordLimit;

    /// <summary>How many bytes a file has at most as it is written, brackets, separators and line ends included.</summary>
    public int MaxBytes { get; init; } = DefaultMaxBytes;

    /// <summary>How the records stand in the file.</summary>
    public BatchFormat Format { get; init; } = BatchFormat.JsonArray;

    /// <summary>How many bytes of memory all open batches take together before some of theirs wait in a temporary file.</summary>
    public long MaxOpenBytes { get; init; } = 40_000_000;

    /// <summary>How many bytes the temporary file has at most before the largest batches are finished early; 0 for no such file.</summary>
    public long MaxSpilledBytes { get; init; } = 1_000_000_000;

    /// <summary>The folder of the temporary file.</summary>
    internal string SpillFolder { get; init; } = Path.GetTempPath();

    /// <summary>Throws if a limit makes no sense.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public void Validate()
    {
        Require(MaxRecords is >= 1 and <= RecordLimit, nameof(MaxRecords), MaxRecords, $"Give 1 to {RecordLimit}.");
        Require(MaxBytes >= 64, nameof(MaxBytes), MaxBytes, "Give at least 64 bytes.");
        Require(MaxOpenBytes >= 1, nameof(MaxOpenBytes), MaxOpenBytes, "Give at least 1.");
        Require(MaxSpilledBytes >= 0, nameof(MaxSpilledBytes), MaxSpilledBytes, "Give 0 or more.");
    }

    private static void Require(bool isTrue, string name, object value, string recommendation)
    {
        if (!isTrue)
        {
            throw new DataLakeException(DataLakeError.InvalidOption, $"{name} cannot be {value}.", recommendation, value);
        }
    }
}
