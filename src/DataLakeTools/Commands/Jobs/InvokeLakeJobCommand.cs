using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Logging;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.DuckDb;
using DataLakeTools.Errors;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Runs a job document: the steps that it lists, in their order.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "LakeJob", DefaultParameterSetName = PathSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium)]
[OutputType(typeof(Receipt), typeof(LakeStepReport), typeof(SkippedStep), typeof(LakeStepPlan), typeof(LakeJobReport), typeof(LakeJobPlan))]
public sealed class InvokeLakeJobCommand : LakeCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string PlanTag = nameof(LakeJobPlan);

    private string? _token;
    private FileStream? _logFile;
    private LogSink? _log;
    private volatile LakeJobReport? _stopped;

    /// <summary>The job documents, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The job documents, their names taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The lake, in place of the one that the document names.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(LakeCompleter))]
    public string? Lake { get; set; }

    /// <summary>The processing date, in place of the document's or today's.</summary>
    [Parameter]
    [IsoDate]
    [ArgumentCompleter(typeof(LakeContentsCompleter))]
    public DateTime? Date { get; set; }

    /// <summary>The names of the steps that are run, with wildcards; all of them when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(JobStepCompleter))]
    public string[] Step { get; set; } = [];

    /// <summary>Discards what an interrupted run has left and does everything anew.</summary>
    [Parameter]
    public SwitchParameter NoResume { get; set; }

    /// <summary>
    /// Writes one report for every job in place of the receipts. Without it the report goes to the information stream, with
    /// the tag <c>LakeJobReport</c>.
    /// </summary>
    [Parameter]
    public SwitchParameter Report { get; set; }

    /// <summary>A file that what the run does is added to, one JSON object a line, as the program datalake writes its log.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? LogPath { get; set; }

    /// <summary>The API read access token (or API key) of TMDB, for steps that fetch; TMDB_TOKEN and TMDB_API_KEY when left out.</summary>
    [Parameter]
    [ValidateNotNull]
    [Secret]
    public SecureString? Token { get; set; }

    /// <summary>The name of the secret that holds the token, in a vault of Microsoft.PowerShell.SecretManagement.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenSecret { get; set; }

    /// <summary>The vault of that secret; all registered vaults when left out.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? TokenVault { get; set; }

    internal override AdviceWords Words => JobCmdletWords.Instance;

    private protected override bool IsCollapsed(DataLakeException exception) => exception.Error == DataLakeError.TmdbNotFound;

    // After Ctrl+C the pipeline takes no output any more, so the host shows what is done and how to go on.
    private protected override void Stopped()
    {
        if (_stopped is { } report)
        {
            Host?.UI?.WriteLine(PlainText.Of(report.ToString()));
        }
    }

    /// <summary>Reads the token, if one is named.</summary>
    protected override void BeginProcessing()
    {
        try
        {
            _token = TmdbTokenReader.Read(this, Token, TokenSecret, TokenVault, Defaults);
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }
    }

    /// <summary>Runs the jobs of one input, one after the other.</summary>
    protected override void ProcessRecord()
    {
        var files = SourcePathResolver.Resolve(this, WriteFailure, Path, LiteralPath);
        foreach (var file in files)
        {
            var defaults = Defaults;
            var runOptions = new LakeJobRunOptions
            {
                BaseFolder = System.IO.Path.GetDirectoryName(file)!,
                CurrentFolder = CurrentFolder,
                Lake = Lake is null ? null : ResolveLake(Lake).ToString(),
                Date = Date is { } date ? DateOnly.FromDateTime(date) : null,

                // Only what was typed: the session's defaults come after what the document says (SessionDefaults.ApplyTo).
                StoreOptions = base.StoreOptions with { ProfileName = ProfileName, Region = Region, EndpointUrl = EndpointUrl },
                RequestLimits = RequestLimits,
                Name = System.IO.Path.GetFileNameWithoutExtension(file),
                NoResume = NoResume,

                // A lambda and no method group, so that the engine is loaded for the first step that needs it and not here.
                Engine = static model => DuckDbEngine.For(model),
                OnStopped = report => _stopped = report,
            };
            if (ShouldProcess($"Run the job '{file}'", $"Run the job '{file}'?", MyInvocation.MyCommand.Name, out var reason))
            {
                var log = OpenLog();
                Begin(cancellationToken => RunAsync(file, runOptions, defaults, log, cancellationToken));
            }
            else if (reason.HasFlag(ShouldProcessReason.WhatIf))
            {
                Preview(file, runOptions, defaults);
            }
        }
    }

    private JsonLog? OpenLog()
    {
        if (LogPath is null)
        {
            return null;
        }

        try
        {
            _logFile ??= LogFile.Open(PathText.FullPath(LogPath, SessionState.Path, DataLakeError.OutputFailed));
        }
        catch (DataLakeException exception)
        {
            throw Terminating(exception);
        }

        return new JsonLog(_log ??= new LogSink(_logFile), IsVerbose, TimeProvider.System, Words);
    }

    /// <summary>Waits for the jobs, and says so if the log lacks something of them.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (_log?.Failure is { } failure)
        {
            WriteWarning($"The log '{PlainText.Of(LogPath!)}' lacks lines: {failure.Message}");
        }
    }

    private protected override async ValueTask CloseAsync()
    {
        if (_logFile is not null)
        {
            await _logFile.DisposeAsync().ConfigureAwait(false);
        }
    }

    // A plan reads files of ids whole, so it is work that Ctrl+C stops.
    private void Preview(string file, LakeJobRunOptions runOptions, SessionDefaults defaults)
    {
        try
        {
            var job = JobOf(file, runOptions, defaults);
            (LakeJobPlan Plan, IReadOnlyList<DataLakeException> Failures)? planned = null;
            BeginWithoutResult(cancellationToken =>
            {
                planned = LakeJobPlanner.Plan(job, runOptions, TimeProvider.System, cancellationToken);
                return Task.CompletedTask;
            });
            Finish();
            if (planned is not (var plan, var failures))
            {
                return;
            }

            foreach (var failure in failures)
            {
                WriteFailure(failure);
            }

            if (Report)
            {
                WriteObject(plan);
                return;
            }

            WriteObject(plan.Steps, enumerateCollection: true);
            WriteSummary(plan, PlanTag);
        }
        catch (DataLakeException exception)
        {
            WriteFailure(exception);
        }
    }

    private LakeJob JobOf(string file, LakeJobRunOptions runOptions, SessionDefaults defaults)
    {
        var job = defaults.ApplyTo(LakeJobReader.Read(file, defaults.ValueOfJobVariable).SelectSteps(Step));
        return job with { Tmdb = job.Tmdb with { Token = _token, RequestSent = runOptions.StoreOptions.RequestSent } };
    }

    private async IAsyncEnumerable<object> RunAsync(string file, LakeJobRunOptions runOptions, SessionDefaults defaults, JsonLog? log, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var job = JobOf(file, runOptions, defaults);

        // A build makes some thirty tables and tests read them all: of such a step one line is shown, and not a receipt for each.
        var summed = job.Steps.Where(step => step is BuildTablesStep or TestTablesStep).Select(step => step.Name).ToHashSet(StringComparer.Ordinal);
        var reporter = log is null ? Reporter : new LogReporter(log, Reporter);
        await foreach (var result in new LakeJobRunner(reporter, TimeProvider.System).RunAsync(job, runOptions, cancellationToken).ConfigureAwait(false))
        {
            var entry = result.Report is { } end ? new LogEntry(LogLevel.Info, $"{end}") : ResultLine.EntryOf(result);
            if (log is not null && entry is not null)
            {
                log.Write(entry);
            }

            foreach (var shown in ToOutput(result, summed))
            {
                yield return shown;
            }
        }
    }

    // A step among receipts is shown as one line: PowerShell would show it as a list, and begin a new table after it.
    private static PSObject AsLine(object step)
    {
        var shown = new PSObject(step);
        shown.TypeNames.Insert(0, $"{step.GetType().FullName}#Line");
        return shown;
    }

    // Errors are always written; with -Report, everything else is replaced by the report.
    private IEnumerable<object> ToOutput(LakeJobEvent result, HashSet<string> summed)
    {
        switch (result)
        {
            case { Error: { } error }:
                yield return new WorkError(error);
                break;
            case { Report: { } report } when Report:
                yield return report;
                break;
            case { Report: { } report }:
                foreach (var step in report.Steps.Where(step => summed.Contains(step.Step) && step.Status is not (LakeStepStatus.Skipped or LakeStepStatus.NotStarted)))
                {
                    yield return AsLine(step);
                }

                yield return new WorkInformation(report, nameof(LakeJobReport));
                break;
            case { Skipped: { } skipped } when !Report:
                yield return AsLine(skipped);
                break;
            case { Receipt: { } receipt } when !Report && !summed.Contains(result.Step):
                yield return receipt;
                break;
        }
    }
}
