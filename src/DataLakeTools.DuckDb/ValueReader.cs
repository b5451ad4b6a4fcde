namespace DataLakeTools.DuckDb;

/// <summary>Reads a value from text.</summary>
/// <param name="text">UTF-8.</param>
/// <param name="value">The value.</param>
/// <returns>False if the text has not the form of the type or the value is outside its bounds.</returns>
internal delegate bool ValueReader<T>(ReadOnlySpan<byte> text, out T value);
