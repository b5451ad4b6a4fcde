using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Tables.Builds;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Makes the tables of a lake from its raw data: Trusted and Refined.</para>
/// </summary>
[Cmdlet(VerbsData.Update, "LakeTable", SupportsShouldProcess = true)]
[OutputType(typeof(LakeTableBuild))]
public sealed class UpdateLakeTableCommand : TableCommand
{
    /// <summary>The one layer to make; both when left out.</summary>
    // Text: PowerShell looks at the fields of this type before Core can be found.
    [Parameter]
    [ValidateSet(nameof(TableLayer.Trusted), nameof(TableLayer.Refined))]
    public string? Layer { get; set; }

    /// <summary>The day as of which tables are made, today when left out; of Trusted alone the one day that is made.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>Makes again what is up to date, and publishes tables whose data tests found something.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>The folder for working files; the temporary folder when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? WorkPath { get; set; }

    /// <summary>How many bytes of memory the engine's data takes at most; a share of the machine's when left out.</summary>
    [Parameter]
    [ValidateRange(1L, long.MaxValue)]
    public long? MemoryLimit { get; set; }

    /// <summary>How many threads the engine uses; as many as there are processors when left out.</summary>
    [Parameter]
    [ValidateRange(1, 256)]
    public int? ThrottleLimit { get; set; }

    /// <summary>Makes the tables.</summary>
    protected override void ProcessRecord()
    {
        var model = LoadModel();
        TableLayer? layer = Layer is null ? null : Enum.Parse<TableLayer>(Layer, ignoreCase: true);
        var options = new TableBuildOptions
        {
            Day = DateOnly.FromDateTime(Date ?? DateTime.Today),
            Layer = layer,
            OneDay = layer == TableLayer.Trusted && Date is not null,
            Force = Force,
            WorkPath = FolderOf(WorkPath),
            MemoryLimit = MemoryLimit,
            Threads = ThrottleLimit,
            Program = typeof(UpdateLakeTableCommand).Assembly.GetName().Version!.ToString(3),
        };
        if (ConfirmedOrWhatIf($"Update the tables of {Store.Lake}", options, options with { WhatIf = true }) is not { } confirmed)
        {
            return;
        }

        Begin(Build);

        async IAsyncEnumerable<object> Build([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var builder = new TableBuilder(Store, NewEngine(model), model, confirmed, Reporter, TimeProvider.System);
            await foreach (var result in builder.BuildAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return result;
            }
        }
    }
}
