namespace DataLakeTools.Core.Csv;

/// <summary>The result of looking for a header.</summary>
internal enum CsvHeaderStatus
{
    Ready,
    NeedsMore,
    Empty,
    TooLong,
    OtherUnicode,
}
