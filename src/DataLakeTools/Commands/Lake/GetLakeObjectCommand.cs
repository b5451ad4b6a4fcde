using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Lists the objects of a data lake.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeObject")]
[OutputType(typeof(LakeObject))]
public sealed class GetLakeObjectCommand : LakeCommand
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
    public string Layer { get; set; } = LakeConvention.Layer;

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

    /// <summary>Lists the objects.</summary>
    protected override void ProcessRecord()
    {
        var (first, last) = ResolveDays(Date, From, To);
        var query = new LakeObjectQuery
        {
            Layer = Layer,
            Origin = Origin,
            Format = Format,
            Specification = Specification,
            From = first,
            To = last,
        };
        try
        {
            _store = LakeStore.Open(ResolveLake(Lake), StoreOptions, Reporter);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }

        Begin(ListAsync);

        async IAsyncEnumerable<object> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var found in query.ListAsync(_store, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }

    private protected override ValueTask CloseAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;
}
