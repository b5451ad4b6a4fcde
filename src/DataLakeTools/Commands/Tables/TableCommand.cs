using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.DuckDb;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that make and read tables.</summary>
public abstract class TableCommand : LakeCommand
{
    private ILakeStore? _store;
    private TableModel? _model;

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>A folder with contracts, SQL and seeds of your own, over those that ship.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Model { get; set; }

    private protected override bool EndsPipeline(DataLakeException exception) => true;

    /// <summary>The lake, open until the cmdlet ends.</summary>
    private protected ILakeStore Store
    {
        get
        {
            try
            {
                return _store ??= LakeStore.Open(ResolveLake(Lake), StoreOptions, Reporter);
            }
            catch (DataLakeException exception)
            {
                throw Terminating(exception);
            }
        }
    }

    /// <summary>The model that ships, and the user's over it. It is read once.</summary>
    private protected TableModel LoadModel()
    {
        try
        {
            return _model ??= TableModel.Load(FolderOf(Model));
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    /// <summary>The full path of a folder that the user named; null for none.</summary>
    private protected string? FolderOf(string? path)
    {
        try
        {
            return path is null ? null : PathText.FullPath(path, SessionState.Path);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    // A method of its own, so that the engine is loaded with the first table and not with the cmdlet.
    private protected static IEngine NewEngine(TableModel model) => DuckDbEngine.For(model);

    private protected override async ValueTask CloseAsync()
    {
        await base.CloseAsync().ConfigureAwait(false);
        if (_store is not null)
        {
            await _store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
