using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Reads the rows of CSV files as objects, one at a time.</para>
/// </summary>
[Cmdlet(VerbsData.Import, "RawCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(PSObject))]
public sealed class ImportRawCsvCommand : FileCommand
{
    private const int MaxColumnsShown = 5;

    // After so many bytes what was found in them is given out, and a stop is seen.
    private const int BytesAtOnce = 1024 * 1024;

    private CsvUniqueFilter? _seen;
    private long _left;

    /// <summary>The delimiter; found from the first rows when left out.</summary>
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

    /// <summary>Whether -Unique means once in all files of the command, or once in each file.</summary>
    [Parameter]
    public UniqueScope UniquePer { get; set; }

    /// <summary>How many rows are wanted, over all files.</summary>
    [Parameter]
    [ValidateRange(0, long.MaxValue)]
    public long? First { get; set; }

    /// <summary>Leaves all values text, also those of files whose columns are known.</summary>
    [Parameter]
    public SwitchParameter AsText { get; set; }

    /// <summary>Types the columns of files that are not known, too, by all of their values; the file is read twice.</summary>
    [Parameter]
    public SwitchParameter Typed { get; set; }

    /// <summary>Notes how many rows are wanted.</summary>
    protected override void BeginProcessing()
    {
        _left = First ?? long.MaxValue;
        if (AsText && Typed)
        {
            throw Terminating(new DataLakeException(DataLakeError.InvalidOption, "-AsText and -Typed say the opposite of each other.", "Give one of them.", nameof(Typed)));
        }
    }

    private protected override void ProcessFile(string file)
    {
        using var rows = CsvRowFile.Open(file, Delimiter);
        if (rows.Warning is { } ofDelimiter)
        {
            WriteWarning($"'{file}': {ofDelimiter}");
        }

        WarnOfNames(file, [.. rows.RenamedColumns.Where(column => column.Given.Length == 0)], "has no name", "have no name");
        WarnOfNames(file, [.. rows.RenamedColumns.Where(column => column.Given.Length > 0)], "has the name of another", "have the name of another");
        int[] columns = Property is null ? [.. Enumerable.Range(0, rows.Columns.Count)] : [.. Property.Select(name => CsvRowFile.IndexOf(rows, name, file)).Distinct()];
        var unique = Unique is null ? -1 : CsvRowFile.IndexOf(rows, Unique, file);
        var objects = new CsvRowObjects(rows, columns, TypesOf(rows, file));
        if (UniquePer == UniqueScope.File || _seen is null)
        {
            _seen = new CsvUniqueFilter();
        }

        if (unique >= 0)
        {
            // One file after the other, because -First and -Unique are of all.
            Begin(cancellationToken => ReadAsync(file, rows, objects, unique, cancellationToken));
            Finish();
        }
        else
        {
            WriteAll(file, rows, objects);
        }
    }

    // Where every row becomes an object, the objects take the time, and this thread alone can write them: reading ahead gained
    // nothing and cost half as much processor time again.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void WriteAll(string file, CsvRowReader rows, CsvRowObjects objects)
    {
        var values = new object?[objects.Width];
        for (; _left > 0 && !Stopping && rows.Read(); _left--)
        {
            objects.Read(values);
            WriteObject(objects.Of(values));
        }

        if (objects.WarningOf(file) is { } warning)
        {
            WriteWarning(warning);
        }
    }

    // Few rows become objects, so the others are read ahead on another thread; the objects are made where they are written.
    private async IAsyncEnumerable<object> ReadAsync(string file, CsvRowReader rows, CsvRowObjects objects, int unique, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        DataLakeException? failure = null;
        for (var isMore = true; isMore;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var batch = new CsvRowBatch(objects);
            try
            {
                isMore = Fill(batch, rows, unique);
            }
            catch (DataLakeException exception)
            {
                (isMore, failure) = (false, exception);
            }

            yield return new WorkBatch(batch.Objects());
            await batch.Room.WaitAsync(cancellationToken).ConfigureAwait(false);
        }

        if (failure is not null)
        {
            yield return new WorkError(failure);
        }
        else if (objects.WarningOf(file) is { } warning)
        {
            yield return new WorkWarning(warning);
        }
    }

    // False at the end of what is wanted.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Fill(CsvRowBatch batch, CsvRowReader rows, int unique)
    {
        for (var read = 0L; read < BytesAtOnce && !batch.IsFull; read += rows.RowLength + 1)
        {
            if (_left == 0 || !rows.Read())
            {
                return false;
            }

            if (_seen!.Add(rows.GetRaw(unique)))
            {
                _left--;
                batch.Add(rows.RowLength);
            }
        }

        return true;
    }

    private CsvTypes TypesOf(CsvRowReader rows, string file)
    {
        var known = AsText ? null : CsvTypes.OfContract(rows.Columns);
        if (known is not null || !Typed)
        {
            return known ?? CsvTypes.OfText(rows);
        }

        using var all = CsvRowFile.Open(file, Delimiter);
        return CsvTypes.OfValues(all, StopToken);
    }

    // One warning, however many columns there are.
    private void WarnOfNames(string file, CsvRenamedColumn[] columns, string one, string several)
    {
        if (columns.Length == 0)
        {
            return;
        }

        var names = string.Join(", ", columns.Take(MaxColumnsShown).Select(column => $"'{column.Name}'"));
        var more = columns.Length > MaxColumnsShown ? $" and {columns.Length - MaxColumnsShown} more" : string.Empty;
        WriteWarning(PlainText.Of(columns.Length == 1
            ? $"Column {columns[0].Column + 1} of '{file}' {one}; it is called {names} here."
            : $"{columns.Length} columns of '{file}' {several}, the first of them column {columns[0].Column + 1}; they are called {names}{more} here."));
    }
}
