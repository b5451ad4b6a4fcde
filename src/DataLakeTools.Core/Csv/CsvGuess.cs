namespace DataLakeTools.Core.Csv;

/// <summary>What the first rows of a file say about its delimiter.</summary>
/// <param name="Dialect">The dialect that was given, or that fits best.</param>
/// <param name="EquallyGoodDelimiter">Another delimiter under which the first rows agree as well; null where there is none.</param>
/// <param name="BetterDelimiter">The delimiter under which header and first rows agree, where <paramref name="Dialect"/> is another; else null.</param>
/// <param name="RowsOnlyDelimiter">The delimiter under which the first rows agree, and the header has none; else null.</param>
/// <param name="MostRowsDisagree">Whether most of the first rows do not have the fields of the header.</param>
internal readonly record struct CsvGuess(CsvDialect Dialect, char? EquallyGoodDelimiter = null, char? BetterDelimiter = null, char? RowsOnlyDelimiter = null, bool MostRowsDisagree = false);
