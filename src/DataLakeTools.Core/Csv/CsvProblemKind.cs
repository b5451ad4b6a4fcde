namespace DataLakeTools;

/// <summary>What can be wrong with a CSV file. Users script against these names.</summary>
public enum CsvProblemKind
{
    /// <summary>There is no header line.</summary>
    Empty,

    /// <summary>A row has another number of fields than the header.</summary>
    FieldCount,

    /// <summary>A line has bytes that are not UTF-8.</summary>
    InvalidUtf8,

    /// <summary>The file is UTF-16 or UTF-32, or has NUL bytes.</summary>
    NotText,

    /// <summary>The header has a carriage return without a line feed, as in files from an old Mac.</summary>
    BareCarriageReturn,

    /// <summary>A quotation mark stands inside a field that did not begin with one.</summary>
    QuoteInUnquotedField,

    /// <summary>Something stands between a closing quotation mark and the next delimiter.</summary>
    TextAfterClosingQuote,

    /// <summary>A quotation mark is opened and never closed.</summary>
    UnclosedQuote,

    /// <summary>The header does not end within 1 MiB.</summary>
    HeaderTooLong,
}
