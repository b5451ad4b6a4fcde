namespace DataLakeTools.Core.Raw.Json;

/// <summary>How the records of a batch stand in its file.</summary>
public enum BatchFormat
{
    /// <summary>
    /// One JSON array, one record a line: valid JSON, and readable line by line. A line break between the tokens of a record
    /// becomes a space; every other byte is kept.
    /// </summary>
    JsonArray,

    /// <summary>
    /// One record a line and nothing else, as Athena and Spark read it; the bytes of a record as in the array.
    /// </summary>
    JsonLines,
}
