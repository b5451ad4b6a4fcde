using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Verification;

/// <summary>How objects are tested.</summary>
public sealed record LakeVerifierOptions
{
    /// <summary>
    /// Whether every object is read completely and compared with the checksum that the lake keeps, and CSV files are checked
    /// row by row.
    /// </summary>
    public bool Deep { get; init; }

    /// <summary>The delimiter of CSV files; found from the first rows when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>How many objects may be tested at one time.</summary>
    public int ThrottleLimit { get; init; } = LakeStoreOptions.DefaultThrottleLimit;

    /// <summary>
    /// Reads what the files of tables of a query have to be, by their keys; null where no tables are known. Files of tables
    /// are no batches.
    /// </summary>
    public Func<ILakeStore, LakeObjectQuery, CancellationToken, Task<IReadOnlyDictionary<string, LakeExpectation>>>? Published { get; init; }

    /// <summary>What the recommendations of findings call settings and tasks.</summary>
    public AdviceWords Words { get; init; } = AdviceWords.OfJobDocument;
}
