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

    /// <summary>A carriage return stands without a line feed after it, outside of quotation marks.</summary>
    BareCarriageReturn,

    /// <summary>A quotation mark stands inside a field that did not begin with one.</summary>
    QuoteInUnquotedField,

    /// <summary>Something stands between a closing quotation mark and the next delimiter.</summary>
    TextAfterClosingQuote,

    /// <summary>A quotation mark is opened and never closed.</summary>
    UnclosedQuote,

    /// <summary>The header does not end within 1 MiB.</summary>
    HeaderTooLong,

    /// <summary>The file is of another format, as gzip, Parquet or HTML.</summary>
    OtherFormat,

    /// <summary>The first line has no delimiter, and the rows have, as under a title.</summary>
    NoHeader,

    /// <summary>The first rows do not agree under the delimiter that was given, and do under another.</summary>
    WrongDelimiter,

    /// <summary>A byte order mark stands at the beginning of a line within the file, as in files that were put together.</summary>
    ByteOrderMarkInside,
}
