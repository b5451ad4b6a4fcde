using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Csv;

/// <summary>How the fields of a CSV file are separated and quoted.</summary>
/// <param name="Delimiter">The byte between two fields.</param>
/// <param name="Quoting">What a quotation mark means.</param>
public readonly record struct CsvDialect(byte Delimiter, CsvQuoting Quoting)
{
    /// <summary>Whether a character can stand between two fields.</summary>
    internal static bool CanDelimit(char character) => char.IsAscii(character) && character is not ('\0' or '\r' or '\n' or '"');

    /// <summary>The dialect that goes with a delimiter: no quoting for <c>|</c> and tab, RFC 4180 for every other.</summary>
    /// <param name="delimiter">An ASCII character other than NUL, CR, LF and the quotation mark.</param>
    /// <returns>The dialect.</returns>
    /// <exception cref="DataLakeException">The character cannot stand between fields (<see cref="DataLakeError.InvalidOption"/>).</exception>
    public static CsvDialect For(char delimiter)
    {
        if (!CanDelimit(delimiter))
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption,
                $"The delimiter U+{(int)delimiter:X4} cannot stand between CSV fields.",
                "Use one ASCII character such as '|', ',', ';' or a tab.",
                delimiter);
        }

        return new CsvDialect((byte)delimiter, delimiter is '|' or '\t' ? CsvQuoting.None : CsvQuoting.Rfc4180);
    }
}
