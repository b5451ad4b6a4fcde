namespace DataLakeTools.Core.Csv;

/// <summary>Options of a <see cref="CsvScanner"/>. The default value is valid.</summary>
public readonly record struct CsvScanOptions
{
    private const int DefaultMaxProblems = 10;

    // The difference from the default, so that default(CsvScanOptions) means the default.
    private readonly int _moreProblems;

    /// <summary>The delimiter; if null, it is found from the header and the first rows.</summary>
    public char? Delimiter { get; init; }

    /// <summary>How many problems to describe; all are counted. 10 when not given.</summary>
    public int MaxProblems
    {
        get => DefaultMaxProblems + _moreProblems;
        init
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _moreProblems = value - DefaultMaxProblems;
        }
    }

    /// <summary>Whether to count the missing and the empty values of every column.</summary>
    public bool CountMissing { get; init; }
}
