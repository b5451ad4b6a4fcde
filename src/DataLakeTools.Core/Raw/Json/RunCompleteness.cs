using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Whether a run has written everything, and so may remove what earlier runs have left in its folder: a run that lacks
/// records, or had none, removes nothing.
/// </summary>
public sealed class RunCompleteness
{
    private string? _gap;

    /// <summary>How many records have come.</summary>
    public long Records { get; private set; }

    /// <summary>Whether nothing is missing so far.</summary>
    public bool IsComplete => _gap is null;

    /// <summary>Why the files of earlier runs have to stay; null where they may be removed.</summary>
    public string? ReasonToKeep => Records == 0 ? "no record came" : _gap;

    /// <summary>Whether an error means that records are missing. TmdbNotFound does not: the id does not exist.</summary>
    /// <param name="error">The error.</param>
    public static bool MeansMissingRecords(DataLakeException error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error.Error != DataLakeError.TmdbNotFound;
    }

    /// <summary>Adds records that have come.</summary>
    /// <param name="count">How many.</param>
    public void AddRecords(long count = 1) => Records += count;

    /// <summary>Marks the run incomplete if a receipt is Unproved.</summary>
    /// <param name="receipt">The receipt of a file that was written.</param>
    public void MarkIncompleteIfUnproved(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (receipt.Status == ReceiptStatus.Unproved)
        {
            MarkIncomplete("the lake did not prove that it has all of it");
        }
    }

    /// <summary>Notes that records are missing.</summary>
    /// <param name="reason">Why, to follow "because".</param>
    public void MarkIncomplete(string reason) => _gap ??= reason;
}
