using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>The rows of a CSV file, typed by a contract, a chunk at a time.</summary>
internal sealed class TypedCsvRows : IDisposable
{
    // Of the fields of a chunk, so that long texts and lists do not make it large.
    private const long MostBytesOfChunk = 4L << 20;

    private const string NullText = "\\N";

    private readonly TextBlocks _texts = new();
    private readonly CsvRowReader _rows;
    private readonly Field[] _fields;
    private readonly Action<long, ColumnContract, string> _reject;
    private long _bytesOfChunk;

    private TypedCsvRows(CsvRows source, TableContract contract, Action<long, ColumnContract, string> reject)
    {
        _reject = reject;
        var places = Places(source.Summary.Columns, contract);
        _fields = [.. contract.Columns.Select(column => new Field(
            places[column],
            column,
            BufferOf(column.Type, column),
            (column.Missing ?? contract.Missing).Contains(NullText),
            [.. (column.Missing ?? contract.Missing).Where(text => text != NullText).Select(Encoding.UTF8.GetBytes)]))];
        _rows = source.Open();
    }

    /// <summary>The columns and the buffers with the rows of the chunk.</summary>
    public IEnumerable<(string Name, ColumnBuffer Values)> Columns => _fields.Select(one => (one.Column.Name, one.Values));

    /// <summary>How many rows have been read.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them have a value that broke its contract.</summary>
    public long RejectedCount { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="contract">What its columns are.</param>
    /// <param name="reject">Takes what broke its contract: the raw row, the column and the text.</param>
    /// <exception cref="Core.Errors.DataLakeException">The file cannot be read.</exception>
    public static TypedCsvRows Open(CsvRows source, TableContract contract, Action<long, ColumnContract, string> reject) =>
        new(source, contract, reject);

    /// <summary>Reads the next rows into the buffers of the columns.</summary>
    /// <param name="most">How many rows a chunk has at most.</param>
    /// <returns>How many rows there are; 0 at the end.</returns>
    /// <exception cref="Core.Errors.DataLakeException">The file cannot be read.</exception>
    public int ReadChunk(int most)
    {
        _texts.Clear();
        _bytesOfChunk = 0;
        foreach (var field in _fields)
        {
            field.Values.Clear();
        }

        var rows = 0;
        for (; rows < most && _bytesOfChunk < MostBytesOfChunk && _rows.Read(); rows++)
        {
            var isRejected = false;
            foreach (var field in _fields)
            {
                isRejected |= !TryAdd(field);
            }

            Count++;
            RejectedCount += isRejected ? 1 : 0;
        }

        return rows;
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    // False if the row has no value although it has a text, or needs one.
    private bool TryAdd(Field field)
    {
        if (field.Place < 0)
        {
            field.Values.AddMissing();
            return true;
        }

        var text = _rows.GetRaw(field.Place);
        _bytesOfChunk += text.Length;
        var isMissing = IsMissing(field, text);
        if (isMissing)
        {
            field.Values.AddMissing();
        }

        if (isMissing ? !field.Column.Required : field.Values.Add(text))
        {
            return true;
        }

        _reject(Count, field.Column, isMissing ? string.Empty : Encoding.UTF8.GetString(text));
        return false;
    }

    // In quotation marks \N is data, as everywhere.
    private bool IsMissing(Field field, ReadOnlySpan<byte> text)
    {
        if (field.IsNullTextMissing && _rows.IsNull(field.Place))
        {
            return true;
        }

        foreach (var missing in field.Missing)
        {
            if (text.SequenceEqual(missing))
            {
                return true;
            }
        }

        return false;
    }

    private ColumnBuffer BufferOf(ColumnType type, ColumnContract column) => type.Kind switch
    {
        ColumnKind.Varchar => new TextColumn(_texts),
        ColumnKind.Array => new ListColumn(BufferOf(type.Element!, new ColumnContract { Name = column.Name, Type = type.Element! }), Encoding.UTF8.GetBytes(column.Split ?? ",")),
        _ => ValueColumns.Of(column),
    };

    // The place of each column in the file, -1 where the file lacks it. It is that of the first of its sources that the file has.
    // A name that stands in the header twice is two columns: the first column of the contract takes the first, and so on.
    private static Dictionary<ColumnContract, int> Places(IReadOnlyList<string> header, TableContract contract)
    {
        var places = new Dictionary<ColumnContract, int>(ReferenceEqualityComparer.Instance);
        var taken = new HashSet<int>();
        foreach (var column in contract.Columns)
        {
            var source = column.Source.FirstOrDefault(name => header.Contains(name, StringComparer.Ordinal));
            var matches = Enumerable.Range(0, header.Count).Where(index => header[index] == source).ToList();
            var place = matches.Count == 0 ? -1 : matches.Where(index => !taken.Contains(index)).DefaultIfEmpty(matches[0]).First();
            taken.Add(place);
            places[column] = place;
        }

        return places;
    }

    private sealed record Field(int Place, ColumnContract Column, ColumnBuffer Values, bool IsNullTextMissing, byte[][] Missing);
}
