using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that select objects of a lake by the parts of their keys.</summary>
public abstract class LakeQueryCommand : LakeCommand
{
    private ILakeStore? _store;

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The layer.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Layer { get; set; } = LakeConvention.RawLayer;

    /// <summary>The origin; all when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Origin { get; set; }

    /// <summary>The format; all when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Format { get; set; }

    /// <summary>The specification, levels with / between them; all when left out, those without one when empty.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string? Specification { get; set; }

    /// <summary>The processing date.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>The first processing date.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? From { get; set; }

    /// <summary>The last processing date.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? To { get; set; }

    /// <summary>The objects that are meant.</summary>
    private protected LakeObjectQuery ResolveQuery()
    {
        var (first, last) = ResolveDays(Date, From, To);
        return new LakeObjectQuery
        {
            Layer = Layer,
            Origin = Origin,
            Format = Format,
            Specification = Specification,
            From = first,
            To = last,
        };
    }

    /// <summary>Opens the lake until the cmdlet ends.</summary>
    private protected ILakeStore OpenLake()
    {
        try
        {
            return _store = LakeStore.Open(ResolveLake(Lake), StoreOptions, Reporter);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    private protected override ValueTask CloseAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;
}
