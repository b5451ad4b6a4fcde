using System.Diagnostics;
using System.Management.Automation;
using DataLakeTools.Completion;
using DataLakeTools.Core.Answers;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Answers the questions of a lake on one page with charts that opens without a network: a file, or an object in the lake.</para>
/// </summary>
[Cmdlet(VerbsData.Export, "LakeDashboard", SupportsShouldProcess = true)]
[OutputType(typeof(Receipt), typeof(FileInfo))]
public sealed class ExportLakeDashboardCommand : TableReadCommand
{
    /// <summary>The file that the page is written to; into the lake when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The names of the questions, in the order of the page; all when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QuestionCompleter))]
    public string[] Question { get; set; } = [];

    /// <summary>The language that the page opens in, of the two that it has; yours when left out.</summary>
    [Parameter]
    [ValidateSet(DashboardLanguage.English, DashboardLanguage.Portuguese)]
    public string? Language { get; set; }

    /// <summary>Replaces another page that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Gives the file of -Path; of a page in the lake there is always a receipt.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>Opens the page in the browser.</summary>
    [Parameter]
    public SwitchParameter Open { get; set; }

    /// <summary>Makes the page.</summary>
    protected override void ProcessRecord()
    {
        // Unknown names end the pipeline before anything is read.
        _ = QuestionsNamed(Question);
        var dashboard = new Dashboard(LoadModel(), new DashboardOptions
        {
            Questions = Question,
            Language = Language is null ? DashboardLanguage.Current : DashboardLanguage.Of(Language),
            Force = Force,
            Program = typeof(ExportLakeDashboardCommand).Assembly.GetName().Version!.ToString(3),
        });
        if (Open && Path is null && Store.Lake.Kind != LakeKind.Folder)
        {
            throw Terminating(new DataLakeException(
                DataLakeError.InvalidOption, "A page in a bucket cannot be opened in the browser.", "Write it to this machine with -Path.", Store.Lake.ToString()));
        }

        var open = Tables(AnswerReader.Threads);
        if (FolderOf(Path) is { } path)
        {
            if (ShouldProcess(path, "Write the page of answers"))
            {
                Begin(cancellationToken => WriteAsync(dashboard, open, path, cancellationToken));
            }
        }
        else if (ConfirmedOrWhatIf($"Write the page of answers to {Store.Lake}", Store, new WhatIfLakeStore(Store)) is { } target)
        {
            BeginSingle(async cancellationToken =>
            {
                var page = await MakeAsync(dashboard, open, cancellationToken).ConfigureAwait(false);
                var receipt = await dashboard.PublishAsync(target, page, TimeProvider.System, cancellationToken).ConfigureAwait(false);
                Show(receipt.Address);
                return receipt;
            });
        }
    }

    private async Task<DashboardPage> MakeAsync(Dashboard dashboard, Func<CancellationToken, Task<TableReader>> open, CancellationToken cancellationToken) =>
        await dashboard.MakeAsync(Store, await open(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);

    private async IAsyncEnumerable<object> WriteAsync(
        Dashboard dashboard, Func<CancellationToken, Task<TableReader>> open, string path, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var page = await MakeAsync(dashboard, open, cancellationToken).ConfigureAwait(false);
        await dashboard.WriteAsync(page, path, cancellationToken).ConfigureAwait(false);
        Show(path);
        if (PassThru)
        {
            yield return new FileInfo(path);
        }
    }

    private void Show(string path)
    {
        if (Open && File.Exists(path))
        {
            using var browser = Process.Start(new ProcessStartInfo(path) { UseShellExecute = true });
        }
    }
}
