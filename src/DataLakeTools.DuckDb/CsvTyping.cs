using System.Globalization;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.DuckDb;

/// <summary>The SQL that types the rows of one CSV file.</summary>
internal sealed class CsvTyping
{
    // No valid CSV file has it: the check of the Raw zone refuses NUL.
    private const string NoText = "\u0001no text\u0001";

    // In bytes. The buffers hold several lines of the longest size that is allowed, and memory that is filled and thrown away is
    // time, too: lines of 16 MB took two thirds more processor time and twice the memory (seen with the full movies.csv).
    private const int OrdinaryLine = 2 * 1024 * 1024;
    private const int OrdinaryBuffer = 2 * OrdinaryLine;

    // A row of more is no row of a table.
    private const int LongestLine = 16 * 1024 * 1024;

    private readonly string _lines;
    private readonly CsvRows _source;
    private readonly TableContract _contract;
    private readonly HashSet<string> _missingEverywhere;
    private readonly Dictionary<ColumnContract, int> _places;

    /// <param name="source">The file.</param>
    /// <param name="contract">What its columns are.</param>
    /// <param name="hasLongLines">Whether a line of it is longer than ordinary ones.</param>
    public CsvTyping(CsvRows source, TableContract contract, bool hasLongLines)
    {
        _lines = hasLongLines
            ? string.Create(CultureInfo.InvariantCulture, $"max_line_size={LongestLine}")
            : string.Create(CultureInfo.InvariantCulture, $"max_line_size={OrdinaryLine}, buffer_size={OrdinaryBuffer}");
        _source = source;
        _contract = contract;
        _places = Places(source.Summary.Columns, contract);
        _missingEverywhere = [.. contract.Columns.Select(column => (IEnumerable<string>)MissingOf(column)).Aggregate((left, right) => left.Intersect(right, StringComparer.Ordinal))];
    }

    /// <summary>The typed columns, from the file.</summary>
    public string Select =>
        $"SELECT {string.Join(", ", _contract.Columns.Select(column => $"{Typed(column)} AS {Sql.Name(column.Name)}"))} FROM {Reader}";

    /// <summary>The rejects: raw row, column, text and rule of every value that is there and has no place in its column, or is required and not there.</summary>
    /// <param name="columns">The columns to look at.</param>
    public string Rejects(IEnumerable<ColumnContract> columns)
    {
        var ofColumns = columns.Select(column =>
            $"SELECT raw_row, {Sql.Literal(column.Name)} AS column_name, coalesce({Present(column)}, '') AS raw_text, {Sql.Literal(StrictValue.RuleOf(column))} AS rule "
            + $"FROM raw WHERE {(column.Required ? string.Empty : $"{Present(column)} IS NOT NULL AND ")}{StrictValue.OfText(Present(column), column)} IS NULL");
        return $"WITH raw AS MATERIALIZED (SELECT row_number() OVER () - 1 AS raw_row, * FROM {Reader}) {string.Join(" UNION ALL ", ofColumns)}";
    }

    /// <summary>
    /// The columns that may hold rejects: typed ones where the Parquet file has another number of missing values than the check
    /// of the Raw zone counted in the CSV file, and required ones where it has any.
    /// </summary>
    /// <param name="nulls">The missing values of each column of the Parquet file.</param>
    public IReadOnlyList<ColumnContract> Suspects(IReadOnlyDictionary<string, long> nulls) =>
        [.. _contract.Columns.Where(column => IndexOf(column) >= 0 && IsSuspect(column, nulls.GetValueOrDefault(column.Name)))];

    private bool IsSuspect(ColumnContract column, long nulls) => (column.Required && nulls != 0) || (IsTyped(column) && nulls != Expected(column));

    private static bool IsTyped(ColumnContract column) => column.Type.Kind is not (ColumnKind.Varchar or ColumnKind.Array);

    // -1 when only the texts themselves can tell.
    private long Expected(ColumnContract column)
    {
        if (_source.Summary.Missing is not { } counts || column.ZeroIsMissing)
        {
            return -1;
        }

        var count = counts[IndexOf(column)];
        long expected = 0;
        foreach (var text in MissingOf(column))
        {
            switch (text)
            {
                case "":
                    expected += count.Empty;
                    break;
                case "\\N":
                    expected += count.Missing;
                    break;
                default:
                    return -1;
            }
        }

        return expected;
    }

    private string Reader
    {
        get
        {
            var columns = _source.Summary.Columns.Select((_, index) => string.Create(CultureInfo.InvariantCulture, $"'c{index}': 'VARCHAR'"));
            var quote = _source.Summary.Quoting == CsvQuoting.None ? string.Empty : "\"";

            // In its strict mode DuckDB reads no file that ends its lines in two ways; the check of the Raw zone has seen that all is well.
            var strict = _source.Summary.LineEnding == CsvLineEnding.Mixed ? "false" : "true";
            var missing = _missingEverywhere.Count == 0 ? Sql.Literal(NoText) : $"[{Sql.Literals(_missingEverywhere.Order(StringComparer.Ordinal))}]";
            return $"read_csv({Sql.Literal(_source.Path)}, delim={Sql.Literal(_source.Summary.Delimiter.ToString())}, quote={Sql.Literal(quote)}, escape={Sql.Literal(quote)}, "
                + $"comment='', nullstr={missing}, allow_quoted_nulls=false, skip={_source.Summary.LinesBeforeHeader}, header=true, auto_detect=false, strict_mode={strict}, {_lines}, columns={{{string.Join(", ", columns)}}})";
        }
    }

    private string Typed(ColumnContract column)
    {
        if (IndexOf(column) < 0)
        {
            return $"CAST(NULL AS {Sql.TypeOf(column.Type)})";
        }

        var value = StrictValue.OfText(Present(column), column);
        return column.ZeroIsMissing ? $"nullif({value}, 0)" : value;
    }

    // The text, or NULL where the contract says that there is no value.
    private string Present(ColumnContract column)
    {
        var field = string.Create(CultureInfo.InvariantCulture, $"c{IndexOf(column)}");
        var others = MissingOf(column).Where(text => !_missingEverywhere.Contains(text)).ToList();
        return others.Count == 0 ? field : $"(CASE WHEN {field} NOT IN ({Sql.Literals(others)}) THEN {field} END)";
    }

    private IReadOnlyList<string> MissingOf(ColumnContract column) => column.Missing ?? _contract.Missing;

    // The place of each column in the file, -1 where the file lacks it. A name that stands in the header twice is two columns:
    // the first column of the contract that comes from it takes the first, and so on.
    private static Dictionary<ColumnContract, int> Places(IReadOnlyList<string> header, TableContract contract)
    {
        var places = new Dictionary<ColumnContract, int>(ReferenceEqualityComparer.Instance);
        var taken = new HashSet<int>();
        foreach (var column in contract.Columns)
        {
            var matches = Enumerable.Range(0, header.Count).Where(index => column.Source.Contains(header[index], StringComparer.Ordinal)).ToList();
            var place = matches.Count == 0 ? -1 : matches.Where(index => !taken.Contains(index)).DefaultIfEmpty(matches[0]).First();
            taken.Add(place);
            places[column] = place;
        }

        return places;
    }

    private int IndexOf(ColumnContract column) => _places[column];
}
