using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>The rows of a CSV file, typed by a contract, a chunk at a time.</summary>
internal sealed class TypedCsvRows : IDisposable
{
    // Of the fields of a chunk, so that long texts and lists do not make it large: several are held at once.
    private const long MaxBytesOfChunk = 512L << 10;

    private const string NullText = "\\N";

    private readonly CsvRowReader _rows;
    private readonly Field[] _fields;
    private readonly Action<long, long, ColumnContract, string> _reject;
    private readonly Action<int>? _onRead;
    private long _bytesOfChunk;

    private TypedCsvRows(CsvRows source, TableContract contract, Action<long, long, ColumnContract, string> reject)
    {
        _reject = reject;
        _onRead = source.OnRead;
        Columns = contract.Columns;
        var places = Places(source.Summary.Columns, contract);
        _fields = [.. contract.Columns.Select(column => new Field(
            places[column],
            column,
            (column.Missing ?? contract.Missing).Contains(NullText),
            [.. (column.Missing ?? contract.Missing).Where(text => text != NullText).Select(Encoding.UTF8.GetBytes)]))];
        _rows = source.Open();
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<ColumnContract> Columns { get; }

    /// <summary>How many rows have been read.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them have a value that broke its contract.</summary>
    public long RejectedCount { get; private set; }

    /// <summary>Opens a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="contract">What its columns are.</param>
    /// <param name="reject">Takes what broke its contract: the raw row, its line, the column and the text.</param>
    /// <exception cref="Core.Errors.DataLakeException">The file cannot be read.</exception>
    public static TypedCsvRows Open(CsvRows source, TableContract contract, Action<long, long, ColumnContract, string> reject) =>
        new(source, contract, reject);

    /// <summary>Reads the next rows into a chunk, in place of those that it has; none at the end.</summary>
    /// <param name="chunk">A chunk of <see cref="Columns"/>.</param>
    /// <exception cref="Core.Errors.DataLakeException">The file cannot be read.</exception>
    public void Read(TypedChunk chunk)
    {
        chunk.Clear();
        _bytesOfChunk = 0;
        for (; chunk.Count < TypedChunk.MaxRows && _bytesOfChunk < MaxBytesOfChunk && _rows.Read(); chunk.Count++)
        {
            var isRejected = false;
            for (var i = 0; i < _fields.Length; i++)
            {
                isRejected |= !TryAdd(_fields[i], chunk.Columns[i]);
            }

            Count++;
            RejectedCount += isRejected ? 1 : 0;
        }

        if (chunk.Count > 0)
        {
            _onRead?.Invoke(chunk.Count);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _rows.Dispose();

    // False if the row has no value although it has a text, or needs one.
    private bool TryAdd(Field field, ColumnBuffer values)
    {
        if (field.Place < 0)
        {
            values.AddMissing();
            return true;
        }

        var text = _rows.GetRaw(field.Place);
        _bytesOfChunk += text.Length;
        var isMissing = IsMissing(field, text);
        if (isMissing)
        {
            values.AddMissing();
        }

        if (isMissing ? !field.Column.Required : values.Add(text))
        {
            return true;
        }

        _reject(Count, _rows.Line, field.Column, isMissing ? string.Empty : Encoding.UTF8.GetString(text));
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

    private sealed record Field(int Place, ColumnContract Column, bool IsNullTextMissing, byte[][] Missing);
}
