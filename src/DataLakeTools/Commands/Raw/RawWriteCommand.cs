using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Commands;

/// <summary>Base of the cmdlets that write to the Raw zone: the levels of the key, and the lake.</summary>
public abstract class RawWriteCommand : LakeCommand
{
    private readonly ReceiptSummary _summary = new(TimeProvider.System);
    private ILakeStore? _store;

    private protected RawWriteCommand(string origin) => Origin = origin;

    /// <summary>The processing date; today when left out.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime Date { get; set; } = DateTime.Today;

    /// <summary>The origin of the key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Origin { get; set; }

    /// <summary>The layer of the key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public string Layer { get; set; } = LakeConvention.RawLayer;

    private protected ILakeStore Store => _store!;

    /// <summary>Opens the lake until the cmdlet ends.</summary>
    private protected void OpenLake(string? lake)
    {
        try
        {
            _store = LakeStore.Open(ResolveLake(lake), StoreOptions, Reporter);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    /// <summary>Waits for the rest, and sums up what many receipts say.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_summary.IsWorthALine)
        {
            WriteSummary(_summary.ToString(), nameof(ReceiptSummary));
        }
    }

    private protected override void ResultWritten(object? result)
    {
        if (result is Receipt receipt)
        {
            _summary.Add(receipt);
        }
    }

    private protected override async ValueTask CloseAsync()
    {
        await base.CloseAsync().ConfigureAwait(false);
        if (_store is not null)
        {
            await _store.DisposeAsync().ConfigureAwait(false);
        }
    }
}
