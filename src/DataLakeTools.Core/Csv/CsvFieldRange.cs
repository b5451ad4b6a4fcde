namespace DataLakeTools.Core.Csv;

/// <summary>Where a field stands in the buffer.</summary>
/// <param name="Start">Its first byte, after an opening quotation mark.</param>
/// <param name="End">The byte after its last, before a closing quotation mark.</param>
/// <param name="IsQuoted">Whether it stood in quotation marks.</param>
/// <param name="MayHaveEscapes">Whether it has not been looked through for doubled quotation marks.</param>
internal readonly record struct CsvFieldRange(int Start, int End, bool IsQuoted, bool MayHaveEscapes);
