namespace DataLakeTools.Core.Csv;

/// <summary>What a byte does in a quoted file.</summary>
[Flags]
internal enum CsvQuoteEvents
{
    None = 0,
    FieldEnd = 1,
    RecordEnd = 2,
    QuoteInUnquotedField = 4,
    TextAfterClosingQuote = 8,
}
