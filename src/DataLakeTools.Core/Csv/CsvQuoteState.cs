namespace DataLakeTools.Core.Csv;

/// <summary>Where the next byte of a quoted file stands.</summary>
internal enum CsvQuoteState
{
    FieldStart,
    Unquoted,
    Quoted,

    /// <summary>After a mark that closes, unless another mark follows.</summary>
    AfterQuote,

    /// <summary>After a closing mark and a carriage return.</summary>
    AfterQuoteAndReturn,

    /// <summary>In a field whose quoting is wrong and was reported: the rest of it is data.</summary>
    Broken,
}
