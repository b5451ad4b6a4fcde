using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Checks job documents without running them: what they say, and whether what they name is there.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "LakeJob", DefaultParameterSetName = PathSet)]
[OutputType(typeof(LakeJobFinding), typeof(bool))]
public sealed class TestLakeJobCommand : AsyncCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

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

    /// <summary>The lake that the job will be run with, if the document names none.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(LakeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Lake { get; set; }

    /// <summary>Gives only true or false for every document: whether it can be run. Warnings do not count.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Checks the documents of one input.</summary>
    protected override void ProcessRecord()
    {
        var files = SourcePathResolver.Resolve(this, Path, LiteralPath);
        foreach (var file in files)
        {
            var run = new LakeJobRun
            {
                SourceFolder = System.IO.Path.GetDirectoryName(file)!,
                CurrentFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
                Lake = Lake,
                Name = System.IO.Path.GetFileNameWithoutExtension(file),
            };
            var defaults = SessionDefaults.Of(SessionState);
            Begin(cancellationToken => CheckAsync(file, run, defaults, cancellationToken));
        }
    }

    // The check only needs to know whether there is a token; it is not read from its vault.
    private static LakeJob AsInSession(LakeJob job, SessionDefaults defaults)
    {
        var complete = defaults.ApplyTo(job);
        var hasToken = defaults.Token is not null || defaults.TokenSecret is not null;
        return hasToken ? complete with { Tmdb = complete.Tmdb with { Token = "kept-by-the-session" } } : complete;
    }

    private async IAsyncEnumerable<object> CheckAsync(
        string file, LakeJobRun run, SessionDefaults defaults, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var findings = await Task.Run(() => LakeJobCheck.RunAsync(file, run, job => AsInSession(job, defaults)), cancellationToken).ConfigureAwait(false);
        Reporter.Verbose($"'{file}': {findings.Count} findings.");
        if (Quiet)
        {
            yield return !findings.Any(finding => finding.Severity == LakeJobSeverity.Error);
            yield break;
        }

        foreach (var finding in findings)
        {
            yield return finding;
        }
    }
}
