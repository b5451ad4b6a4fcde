namespace DataLakeTools.Core.Csv;

/// <summary>The rules of RFC 4180 quoting, byte by byte.</summary>
internal static class CsvQuoteMachine
{
    public static CsvQuoteEvents Step(ref CsvQuoteState state, byte value, byte delimiter)
    {
        if (state == CsvQuoteState.Quoted)
        {
            if (value == '"')
            {
                state = CsvQuoteState.AfterQuote;
            }

            return CsvQuoteEvents.None;
        }

        if (value == '\n')
        {
            state = CsvQuoteState.FieldStart;
            return CsvQuoteEvents.RecordEnd;
        }

        if (value == delimiter)
        {
            var stray = state == CsvQuoteState.AfterQuoteAndReturn;
            state = CsvQuoteState.FieldStart;
            return stray ? CsvQuoteEvents.FieldEnd | CsvQuoteEvents.TextAfterClosingQuote : CsvQuoteEvents.FieldEnd;
        }

        switch (state)
        {
            case CsvQuoteState.FieldStart:
                state = value == '"' ? CsvQuoteState.Quoted : CsvQuoteState.Unquoted;
                return CsvQuoteEvents.None;
            case CsvQuoteState.Unquoted when value == '"':
                state = CsvQuoteState.Broken;
                return CsvQuoteEvents.QuoteInUnquotedField;
            case CsvQuoteState.AfterQuote when value == '"':
                state = CsvQuoteState.Quoted;
                return CsvQuoteEvents.None;
            case CsvQuoteState.AfterQuote when value == '\r':
                state = CsvQuoteState.AfterQuoteAndReturn;
                return CsvQuoteEvents.None;
            case CsvQuoteState.AfterQuote or CsvQuoteState.AfterQuoteAndReturn:
                state = CsvQuoteState.Broken;
                return CsvQuoteEvents.TextAfterClosingQuote;
            default:
                return CsvQuoteEvents.None;
        }
    }
}
