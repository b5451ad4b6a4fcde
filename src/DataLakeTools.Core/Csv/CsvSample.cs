namespace DataLakeTools.Core.Csv;

/// <summary>How the first records of a file split under one delimiter.</summary>
internal sealed record CsvSample
{
    private const int MaxRows = 32;

    public required char Delimiter { get; init; }

    /// <summary>The fields of the header; 0 where it does not end within the sample.</summary>
    public int HeaderFields { get; private init; }

    /// <summary>The rows that were looked at, without blank lines.</summary>
    public int Rows { get; private init; }

    /// <summary>Those that have as many fields as the header.</summary>
    public int Agreeing { get; private init; }

    /// <summary>The fields of each row where all have as many; else 0.</summary>
    public int FieldsOfRows { get; private init; }

    /// <summary>Whether fields are in quotation marks; a wrong delimiter hardly ever gives such fields.</summary>
    public bool HasQuotedFields { get; private init; }

    /// <summary>Whether a quotation mark stands where it cannot.</summary>
    public bool IsBroken { get; private init; }

    /// <summary>Whether header and rows agree on more than one field.</summary>
    public bool Fits => HeaderFields > 1 && !IsBroken && Agreeing == Rows;

    /// <summary>Splits the first records.</summary>
    /// <param name="text">The first bytes of the file, from its header on.</param>
    /// <param name="isWhole">Whether they are all of it, so that the last record is complete.</param>
    /// <param name="delimiter">The delimiter.</param>
    public static CsvSample Of(ReadOnlySpan<byte> text, bool isWhole, char delimiter)
    {
        var dialect = CsvDialect.For(delimiter);
        int header = 0, rows = 0, agreeing = 0, ofRows = -1;
        bool isBroken = false, hasQuoted = false;
        for (var start = 0; start < text.Length && rows < MaxRows;)
        {
            var rest = text[start..];
            var end = rest.IndexOf((byte)'\n');
            var line = end < 0 ? rest : rest[..end];
            int fields;
            if (dialect.Quoting == CsvQuoting.Rfc4180 && line.Contains((byte)'"'))
            {
                (fields, end) = Step(rest, isWhole, dialect.Delimiter, ref isBroken, ref hasQuoted);
            }
            else
            {
                fields = 1 + line.Count(dialect.Delimiter);
            }

            if (end < 0 && !isWhole)
            {
                break;
            }

            end = end < 0 ? rest.Length : end;
            var isBlank = rest[..end] is [] or [(byte)'\r'];
            if (header == 0)
            {
                header = fields;
            }
            else if (!isBlank)
            {
                rows++;
                agreeing += fields == header ? 1 : 0;
                ofRows = ofRows == -1 || ofRows == fields ? fields : 0;
            }

            start += end + 1;
        }

        return new CsvSample
        {
            Delimiter = delimiter,
            HeaderFields = header,
            Rows = rows,
            Agreeing = agreeing,
            FieldsOfRows = Math.Max(0, ofRows),
            HasQuotedFields = hasQuoted,
            IsBroken = isBroken,
        };
    }

    // A record with quotation marks that begins with these bytes: its fields and where its newline is, -1 for nowhere.
    private static (int Fields, int End) Step(ReadOnlySpan<byte> text, bool isWhole, byte delimiter, ref bool isBroken, ref bool hasQuoted)
    {
        var state = CsvQuoteState.FieldStart;
        var fields = 1;
        for (var index = 0; index < text.Length; index++)
        {
            if (state == CsvQuoteState.Quoted)
            {
                // Nothing but its quotation mark ends such a field.
                var length = text[index..].IndexOf((byte)'"');
                if (length < 0)
                {
                    break;
                }

                index += length;
            }

            var before = state;
            var events = CsvQuoteMachine.Step(ref state, text[index], delimiter);
            if (events == CsvQuoteEvents.RecordEnd)
            {
                return (fields, index);
            }

            isBroken |= events > CsvQuoteEvents.RecordEnd;
            hasQuoted |= before == CsvQuoteState.FieldStart && state == CsvQuoteState.Quoted;
            fields += (events & CsvQuoteEvents.FieldEnd) != 0 ? 1 : 0;
        }

        isBroken |= isWhole && state == CsvQuoteState.Quoted;
        return (fields, -1);
    }
}
