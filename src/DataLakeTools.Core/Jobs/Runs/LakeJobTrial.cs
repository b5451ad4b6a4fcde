using System.Globalization;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>The long check of a job: a run that does everything except to write.</summary>
/// <param name="Report">What the run would have done.</param>
/// <param name="Findings">What failed in it.</param>
public sealed record LakeJobTrial(LakeJobReport Report, IReadOnlyList<LakeJobFinding> Findings)
{
    /// <summary>Runs a job without writing.</summary>
    /// <param name="document">What the document is called: its path.</param>
    /// <param name="job">The job.</param>
    /// <param name="options">How it would be run.</param>
    /// <param name="reporter">Receives verbose messages, warnings and progress.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task<LakeJobTrial> RunAsync(
        string document, LakeJob job, LakeJobRunOptions options, IReporter reporter, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        var findings = new List<LakeJobFinding>();
        var notes = new List<string>();
        LakeJobReport? report = null;
        var results = new LakeJobRunner(reporter, TimeProvider.System).RunAsync(job, options with { WhatIf = true }, cancellationToken);
        await foreach (var result in results.ConfigureAwait(false))
        {
            report = result.Report;
            if (result.Note is { } note)
            {
                notes.Add(note);
            }

            if (result.Error is { } error)
            {
                findings.Add(new LakeJobFinding(document, PlaceOf(job, result), error.Message, Expected: null, error.Advice.ToString()));
            }
        }

        // Why a step was skipped says what it would do, where nothing else does: what Athena would read, for instance.
        notes.AddRange(report!.Steps.Where(step => step.Status == LakeStepStatus.Skipped).Select(step => step.Reason).OfType<string>());
        return new LakeJobTrial(report with { WhatNext = $"{string.Concat(notes.Distinct().Select(note => $"{note} "))}Nothing was written." }, findings);
    }

    private static string PlaceOf(LakeJob job, LakeJobEvent result)
    {
        var at = job.AllStepNames.ToList().IndexOf(result.Step);
        return at < 0 ? "$" : string.Create(CultureInfo.InvariantCulture, $"$.steps[{at}]");
    }
}
