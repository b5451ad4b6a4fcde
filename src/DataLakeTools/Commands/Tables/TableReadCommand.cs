using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Answers;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that read tables with the engine.</summary>
public abstract class TableReadCommand : TableCommand
{
    private TableReader? _reader;

    /// <summary>The day as of which tables are read; the newest when left out.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(TableDayCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>The folder for working files; the temporary folder when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkPath { get; set; }

    /// <summary>How many bytes of memory the engine's data takes at most; a share of the machine's when left out.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MemoryLimit { get; set; }

    /// <summary>What opens the tables, once, and keeps them open until the cmdlet ends. Called on the pipeline's thread.</summary>
    /// <param name="threads">How many threads the engine uses; as many as there are processors when null.</param>
    private protected Func<CancellationToken, Task<TableReader>> Tables(int? threads = null)
    {
        var (store, model) = (Store, LoadModel());
        var options = new TableReadOptions
        {
            Day = Date is { } date ? DateOnly.FromDateTime(date) : null,
            WorkPath = FolderOf(WorkPath),
            Threads = threads,
            MemoryLimit = MemoryLimit,
        };
        return async cancellationToken => _reader ??= await TableReader.OpenAsync(store, NewEngine(model), model, options, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The questions of these names; all where no name is given. An unknown one ends the pipeline.</summary>
    private protected IReadOnlyList<Question> QuestionsNamed(IReadOnlyCollection<string> names)
    {
        try
        {
            return QuestionModel.Of(LoadModel()).Named(names);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    private protected override async ValueTask CloseAsync()
    {
        if (_reader is not null)
        {
            await _reader.DisposeAsync().ConfigureAwait(false);
        }

        await base.CloseAsync().ConfigureAwait(false);
    }
}
