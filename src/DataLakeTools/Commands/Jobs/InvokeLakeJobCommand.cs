using System.Management.Automation;
using System.Runtime.CompilerServices;
using System.Security;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
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
[OutputType(typeof(Receipt), typeof(SkippedStep), typeof(LakeJobReport))]
public sealed class InvokeLakeJobCommand : LakeCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    private SessionDefaults? _defaults;
    private string? _token;

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
        var files = SourcePathResolver.Resolve(this, Path, LiteralPath);
        foreach (var file in files)
        {
            _defaults = Defaults;
            var run = new LakeJobRunOptions
            {
                SourceFolder = System.IO.Path.GetDirectoryName(file)!,
                CurrentFolder = CurrentFolder,
                Lake = Lake is null ? null : ResolveLake(Lake).ToString(),
                Date = Date is { } date ? DateOnly.FromDateTime(date) : null,
                StoreOptions = base.StoreOptions with { ProfileName = ProfileName, Region = Region, EndpointUrl = EndpointUrl },
                RequestLimits = RequestLimits,
                Name = System.IO.Path.GetFileNameWithoutExtension(file),
                NoResume = NoResume,

                // A lambda and no method group, so that the engine is loaded for the first step that needs it and not here.
                Engine = static model => DuckDbEngine.For(model),
            };
            if (ChooseConfirmed($"Run the job '{file}'", run, run with { WhatIf = true }) is { } confirmed)
            {
                Begin(cancellationToken => RunAsync(file, confirmed, cancellationToken));
            }
        }
    }

    private LakeJob WithDefaults(LakeJob job, LakeJobRunOptions run)
    {
        var complete = _defaults!.ApplyTo(job);
        return complete with { Tmdb = complete.Tmdb with { Token = _token, RequestSent = run.StoreOptions.RequestSent } };
    }

    private async IAsyncEnumerable<object> RunAsync(string file, LakeJobRunOptions run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var job = WithDefaults(LakeJobReader.Read(file, _defaults!.JobVariable).Select(Step), run);
        await foreach (var result in new LakeJobRunner(Reporter, TimeProvider.System).RunAsync(job, run, cancellationToken).ConfigureAwait(false))
        {
            if (ToOutput(result) is { } shown)
            {
                yield return shown;
            }
        }
    }

    // Errors are always written; with -Report, everything else is replaced by the report.
    private object? ToOutput(LakeJobResult result) => result switch
    {
        { Error: { } error } => new WorkError(error),
        { Report: { } report } => Report ? report : new WorkInformation(report, nameof(LakeJobReport)),
        _ when Report => null,
        { Skipped: { } skipped } => skipped,
        _ => result.Receipt,
    };
}
