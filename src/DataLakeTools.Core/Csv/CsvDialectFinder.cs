namespace DataLakeTools.Core.Csv;

/// <summary>
/// Finds the delimiter: the one under which the header and the first rows have equally many fields, and their quotation marks
/// stand where they may.
/// </summary>
internal static class CsvDialectFinder
{
    /// <summary>How many bytes are examined at least, where the file has them.</summary>
    public const int MinSample = 16 * 1024;

    // With fewer rows a header without a delimiter may as well be the name of one column.
    private const int RowsToContradict = 2;

    // In order of preference if several fit equally well.
    public static ReadOnlySpan<char> Candidates => "|;,\t";

    /// <summary>
    /// How many bytes to examine: the least of doubling lengths with a header and rows in it, so that the result does not depend on
    /// how the file is split into buffers.
    /// </summary>
    /// <param name="text">The first bytes, from the header on.</param>
    /// <returns>0 where these are too few.</returns>
    public static int SampleLength(ReadOnlySpan<byte> text)
    {
        for (var length = MinSample; length <= text.Length; length *= 2)
        {
            if (text[..length].Count((byte)'\n') > RowsToContradict)
            {
                return length;
            }
        }

        return 0;
    }

    /// <summary>The dialect of a file that begins with these bytes.</summary>
    /// <param name="text">The bytes to examine, from the header on.</param>
    /// <param name="isWhole">Whether they are the whole file.</param>
    /// <param name="delimiter">The delimiter, if it was given.</param>
    public static CsvGuess Find(ReadOnlySpan<byte> text, bool isWhole, char? delimiter)
    {
        var samples = new CsvSample[Candidates.Length];
        for (var index = 0; index < samples.Length; index++)
        {
            samples[index] = CsvSample.Of(text, isWhole, Candidates[index]);
        }

        var fitting = samples.Where(sample => sample.Fits)
            .OrderByDescending(sample => sample.HasQuotedFields).ThenByDescending(sample => sample.HeaderFields).ToList();
        if (delimiter is { } given)
        {
            var asked = CsvSample.Of(text, isWhole, given);
            var better = asked.HeaderFields == 1 || asked.Agreeing * 2 < asked.Rows ? Best(fitting, RowsToContradict) : null;
            return new CsvGuess(CsvDialect.For(given), BetterDelimiter: better == given ? null : better);
        }

        if (fitting.Count > 0)
        {
            var best = fitting[0];
            var isAlone = fitting.Count == 1 || best.Rows == 0 || fitting[1].HasQuotedFields != best.HasQuotedFields;
            return new CsvGuess(CsvDialect.For(best.Delimiter), isAlone ? null : fitting[1].Delimiter);
        }

        var chosen = samples.Where(sample => sample.HeaderFields > 1)
            .OrderByDescending(sample => (double)sample.Agreeing / Math.Max(1, sample.Rows)).ThenBy(sample => sample.IsBroken)
            .ThenByDescending(sample => sample.HeaderFields).FirstOrDefault();
        if (chosen is { } some)
        {
            return new CsvGuess(CsvDialect.For(some.Delimiter), MostRowsDisagree: some.Agreeing * 2 < some.Rows);
        }

        var ofRows = samples.Where(sample => sample is { FieldsOfRows: > 1, IsBroken: false, Rows: >= RowsToContradict })
            .OrderByDescending(sample => sample.FieldsOfRows).FirstOrDefault();
        return new CsvGuess(CsvDialect.For(','), RowsOnlyDelimiter: ofRows?.Delimiter);
    }

    private static char? Best(List<CsvSample> fitting, int rows) => fitting.Count > 0 && fitting[0].Rows >= rows ? fitting[0].Delimiter : null;
}
