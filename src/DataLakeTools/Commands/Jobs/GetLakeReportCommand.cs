using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Storage;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Shows when jobs ran, what they did, how long it took and what failed, from the reports that they left in a data lake.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeReport")]
[OutputType(typeof(LakeJobReport))]
public sealed class GetLakeReportCommand : LakeCommand
{
    // The view of many reports; one alone is a list.
    private const string HistoryView = "DataLakeTools.LakeJobReport#History";

    private ILakeStore? _store;

    /// <summary>The names of the jobs, with wildcards; all when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ReportedJobCompleter))]
    public string[] Job { get; set; } = [];

    /// <summary>The lake: s3://bucket[/prefix] or a folder; the environment variable DATALAKE_URI when left out.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>At most so many runs, the newest; all when left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? Last { get; set; }

    /// <summary>Only runs that did not succeed: that failed, were stopped, or had too little time.</summary>
    [Parameter]
    public SwitchParameter Failed { get; set; }

    /// <summary>Reads the reports.</summary>
    protected override void ProcessRecord()
    {
        try
        {
            _store = LakeStore.Open(ResolveLake(Lake), StoreOptions, Reporter);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }

        var history = new LakeJobHistory(_store);
        Begin(ReadAsync);

        async IAsyncEnumerable<object> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            foreach (var (report, error) in await history.ReadAsync(Job, Last, Failed, cancellationToken).ConfigureAwait(false))
            {
                yield return report is null ? new WorkError(error!) : InHistory(report);
            }
        }
    }

    private protected override ValueTask CloseAsync() => _store?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static PSObject InHistory(LakeJobReport report)
    {
        var shown = new PSObject(report);
        shown.TypeNames.Insert(0, HistoryView);
        return shown;
    }
}
