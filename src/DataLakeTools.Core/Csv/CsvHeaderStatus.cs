namespace DataLakeTools.Core.Csv;

/// <summary>What became of looking for a header.</summary>
internal enum CsvHeaderStatus
{
    Ready,
    NeedsMore,
    Empty,
    TooLong,
    OtherUnicode,
}
