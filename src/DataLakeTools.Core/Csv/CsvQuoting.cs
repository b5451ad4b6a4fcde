namespace DataLakeTools;

/// <summary>What a quotation mark means in a CSV file.</summary>
public enum CsvQuoting
{
    /// <summary>Nothing: quotation marks and backslashes are data, and every line is a row.</summary>
    None,

    /// <summary>RFC 4180: a field may stand in quotation marks, a doubled mark is one mark, delimiters and newlines inside are data.</summary>
    Rfc4180,
}
