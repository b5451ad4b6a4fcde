namespace DataLakeTools.Core.Csv;

/// <summary>Finds the delimiter from the header.</summary>
internal static class CsvDialectFinder
{
    // In order of preference if several are equally frequent.
    private static ReadOnlySpan<byte> Candidates => "|;,\t"u8;

    /// <summary>The dialect of a file that begins with these bytes; null if more bytes are needed to know.</summary>
    /// <param name="text">The first bytes, without a byte order mark.</param>
    /// <param name="lineLength">The length of the first physical line.</param>
    /// <param name="isAll">Whether no more bytes will come.</param>
    /// <param name="delimiter">The delimiter, if it was given.</param>
    public static CsvDialect? Find(ReadOnlySpan<byte> text, int lineLength, bool isAll, char? delimiter)
    {
        if (delimiter is { } given)
        {
            return CsvDialect.For(given);
        }

        if (MostFrequent(text[..lineLength], false, out var isOpen) is { } found)
        {
            return CsvDialect.For(found);
        }

        if (!isOpen)
        {
            return CsvDialect.For(',');
        }

        // No delimiter yet and a quotation mark is open: the header continues on the next line.
        var end = lineLength;
        for (var open = true; end < text.Length && (open || text[end] != '\n'); end++)
        {
            open ^= text[end] == '"';
        }

        if (end == text.Length && !isAll)
        {
            return null;
        }

        return CsvDialect.For(MostFrequent(text[..end], true, out _) ?? ',');
    }

    private static char? MostFrequent(ReadOnlySpan<byte> header, bool outsideOnly, out bool isOpen)
    {
        Span<int> counts = stackalloc int[Candidates.Length];
        isOpen = false;
        foreach (var value in header)
        {
            if (value == '"')
            {
                isOpen = !isOpen;
            }

            var index = Candidates.IndexOf(value);
            if (index >= 0 && (!isOpen || (!outsideOnly && value is (byte)'|' or (byte)'\t')))
            {
                counts[index]++;
            }
        }

        var best = 0;
        for (var i = 1; i < counts.Length; i++)
        {
            if (counts[i] > counts[best])
            {
                best = i;
            }
        }

        return counts[best] > 0 ? (char)Candidates[best] : null;
    }
}
