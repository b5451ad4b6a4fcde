namespace DataLakeTools.Core.Csv;

/// <summary>Which error a failed check is.</summary>
internal static class CsvProblemErrors
{
    /// <summary>The error of the kind that all problems are of; <see cref="DataLakeError.CsvCheckFailed"/> where they are of several.</summary>
    /// <param name="kinds">The kinds of the problems.</param>
    public static DataLakeError Of(IReadOnlySet<CsvProblemKind> kinds)
    {
        var errors = kinds.Select(Of).ToHashSet();

        // Rows disagree with a header that is none, and under a delimiter that is not theirs.
        if (errors.Overlaps([DataLakeError.CsvNoHeader, DataLakeError.CsvWrongDelimiter]))
        {
            errors.Remove(DataLakeError.CsvFieldCount);
        }

        return errors.Count == 1 ? errors.Single() : DataLakeError.CsvCheckFailed;
    }

    private static DataLakeError Of(CsvProblemKind kind) => kind switch
    {
        CsvProblemKind.Empty => DataLakeError.CsvEmpty,
        CsvProblemKind.FieldCount => DataLakeError.CsvFieldCount,
        CsvProblemKind.InvalidUtf8 => DataLakeError.CsvNotUtf8,
        CsvProblemKind.NotText => DataLakeError.CsvNotText,
        CsvProblemKind.BareCarriageReturn => DataLakeError.CsvBareReturn,
        CsvProblemKind.QuoteInUnquotedField or CsvProblemKind.TextAfterClosingQuote or CsvProblemKind.UnclosedQuote => DataLakeError.CsvQuoting,
        CsvProblemKind.HeaderTooLong or CsvProblemKind.NoHeader => DataLakeError.CsvNoHeader,
        CsvProblemKind.OtherFormat => DataLakeError.CsvOtherFormat,
        CsvProblemKind.WrongDelimiter => DataLakeError.CsvWrongDelimiter,
        CsvProblemKind.ByteOrderMarkInside => DataLakeError.CsvByteOrderMark,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such kind."),
    };
}
