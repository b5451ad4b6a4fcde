using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Errors;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Reads the rows of CSV files as objects, one at a time.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "RawCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PSObject))]
public sealed class ImportRawCsvCommand : PSCmdlet
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private long _left;

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, their names taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The delimiter; found from the header when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>The columns that become properties; all when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string[]? Property { get; set; }

    /// <summary>The column of which every value is wanted once: the first row that has it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ColumnCompleter))]
    public string? Unique { get; set; }

    /// <summary>How many rows are wanted, over all files.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? First { get; set; }

    /// <summary>Notes how many rows are wanted.</summary>
    protected override void BeginProcessing() => _left = First ?? long.MaxValue;

    /// <summary>Writes the rows of one input.</summary>
    protected override void ProcessRecord()
    {
        var files = SourcePathResolver.Resolve(this, Path, LiteralPath);
        foreach (var file in files)
        {
            try
            {
                WriteRows(file);
            }
            catch (DataLakeException exception)
            {
                WriteError(ErrorRecords.Of(exception));
            }
        }
    }

    private void WriteRows(string file)
    {
        using var rows = CsvRowFile.Open(file, Delimiter);
        foreach (var (column, given, name) in rows.RenamedColumns)
        {
            WriteWarning(PlainText.Of(given.Length == 0
                ? $"Column {column + 1} of '{file}' has no name; it is called '{name}' here."
                : $"Column {column + 1} of '{file}' is called '{given}' like another; it is called '{name}' here."));
        }

        int[] columns = Property is null ? [.. Enumerable.Range(0, rows.Columns.Count)] : [.. Property.Select(name => CsvRowFile.IndexOf(rows, name, file)).Distinct()];
        var names = Array.ConvertAll(columns, index => rows.Columns[index]);
        var unique = Unique is null ? -1 : CsvRowFile.IndexOf(rows, Unique, file);
        var seen = unique < 0 ? null : new CsvUniqueFilter();
        while (_left > 0 && !Stopping && rows.Read())
        {
            if (seen is not null && !seen.Add(rows.GetRaw(unique)))
            {
                continue;
            }

            _left--;
            WriteObject(CsvRowObject.Of(rows, columns, names));
        }
    }
}
