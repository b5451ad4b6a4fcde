namespace DataLakeTools.Core.Csv;

/// <summary>The effect of a byte in a file with quoting.</summary>
[Flags]
internal enum CsvQuoteEvents
{
    None = 0,
    FieldEnd = 1,
    RecordEnd = 2,
    QuoteInUnquotedField = 4,
    TextAfterClosingQuote = 8,
}
