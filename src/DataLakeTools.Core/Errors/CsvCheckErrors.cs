namespace DataLakeTools.Core.Errors;

/// <summary>Which errors say that a CSV file failed its check.</summary>
public static class CsvCheckErrors
{
    /// <summary>Whether a CSV file failed its check, whatever kind of problems it has.</summary>
    /// <param name="error">The error.</param>
    public static bool IsFailedCheck(this DataLakeError error) => error is
        DataLakeError.CsvCheckFailed or DataLakeError.CsvEmpty or DataLakeError.CsvNoHeader or DataLakeError.CsvOtherFormat or DataLakeError.CsvNotText
        or DataLakeError.CsvNotUtf8 or DataLakeError.CsvByteOrderMark or DataLakeError.CsvBareReturn or DataLakeError.CsvQuoting
        or DataLakeError.CsvWrongDelimiter or DataLakeError.CsvFieldCount;
}
