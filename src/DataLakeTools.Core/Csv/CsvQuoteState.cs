namespace DataLakeTools.Core.Csv;

/// <summary>The state before the next byte of a file with quoting.</summary>
internal enum CsvQuoteState
{
    FieldStart,
    Unquoted,
    Quoted,

    /// <summary>After a closing quotation mark, which a second one turns into an escaped mark.</summary>
    AfterQuote,

    /// <summary>After a closing mark and a carriage return.</summary>
    AfterQuoteAndReturn,

    /// <summary>In a field whose wrong quoting was reported; the rest of the field is data.</summary>
    Broken,
}
