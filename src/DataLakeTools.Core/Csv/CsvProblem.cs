namespace DataLakeTools;

/// <summary>One thing that is wrong with a CSV file.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Line">The physical line, counted from 1; for <see cref="CsvProblemKind.FieldCount"/> the line where the row begins.</param>
/// <param name="Expected">What should be there.</param>
/// <param name="Found">What is there.</param>
public sealed record CsvProblem(CsvProblemKind Kind, long Line, string Expected, string Found)
{
    /// <summary>The problem in one line: <c>line 17: expected 15 fields, found 14</c>.</summary>
    public string Message => FormattableString.Invariant($"line {Line}: expected {Expected}, found {Found}");

    /// <summary>The same as <see cref="Message"/>.</summary>
    public override string ToString() => Message;
}
