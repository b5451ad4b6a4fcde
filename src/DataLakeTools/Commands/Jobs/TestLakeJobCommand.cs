using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Binding;
using DataLakeTools.Completion;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Runs;
using DataLakeTools.DuckDb;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Checks job documents without running them: what they say, and whether what they name is there.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "LakeJob", DefaultParameterSetName = PathSet)]
[OutputType(typeof(LakeJobFinding), typeof(bool))]
public sealed class TestLakeJobCommand : FileCommand
{
    /// <summary>The lake that the job will be run with, if the document names none.</summary>
    [Parameter(Position = 1)]
    [ArgumentCompleter(typeof(LakeCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Lake { get; set; }

    /// <summary>
    /// Does everything that a run does except to write: files are checked, records are fetched, the lake is asked what it
    /// holds. It takes as long as the run; each failure is a finding.
    /// </summary>
    [Parameter]
    public SwitchParameter Full { get; set; }

    /// <summary>Gives only true or false for every document: whether it can be run. Warnings do not count.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void ProcessFile(string file)
    {
        var runOptions = new LakeJobRunOptions
        {
            BaseFolder = System.IO.Path.GetDirectoryName(file)!,
            CurrentFolder = SessionState.Path.CurrentFileSystemLocation.ProviderPath,
            Lake = Lake is null ? null : LakeText.Resolve(Lake, SessionState.Path),
            Name = System.IO.Path.GetFileNameWithoutExtension(file),
        };
        var defaults = SessionDefaults.Of(SessionState);
        var token = Full ? TmdbTokenReader.Read(this, token: null, secret: null, vault: null, defaults) : null;
        Begin(cancellationToken => CheckAsync(file, runOptions, defaults, token, cancellationToken));
    }

    // The check only needs to know whether there is a token; it is not read from its vault.
    private static LakeJob AsInSession(LakeJob job, SessionDefaults defaults)
    {
        var complete = defaults.ApplyTo(job);
        var hasToken = defaults.Token is not null || defaults.TokenSecret is not null;
        return hasToken ? complete with { Tmdb = complete.Tmdb with { Token = "kept-by-the-session" } } : complete;
    }

    private async IAsyncEnumerable<object> CheckAsync(
        string file, LakeJobRunOptions runOptions, SessionDefaults defaults, string? token, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var findings = await LakeJobCheck.RunAsync(file, runOptions, job => AsInSession(job, defaults), defaults.ValueOfJobVariable).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        Reporter.Verbose($"'{file}': {findings.Count} findings.");

        // What is wrong in the document would fail again, and hide what else there is.
        var isSound = !findings.Any(finding => finding.Severity == LakeJobSeverity.Error);
        if (Full && isSound)
        {
            var job = defaults.ApplyTo(LakeJobReader.Read(file, defaults.ValueOfJobVariable));
            var trial = await LakeJobTrial.RunAsync(
                file,
                job with { Tmdb = job.Tmdb with { Token = token } },
                runOptions with { Engine = static model => DuckDbEngine.For(model) },
                Reporter,
                cancellationToken).ConfigureAwait(false);
            findings = [.. findings, .. trial.Findings];
            isSound = trial.Findings.Count == 0;
            yield return new WorkInformation(trial.Report, nameof(LakeJobReport));
        }

        if (Quiet)
        {
            yield return isSound;
            yield break;
        }

        foreach (var finding in findings)
        {
            yield return finding;
        }
    }
}
