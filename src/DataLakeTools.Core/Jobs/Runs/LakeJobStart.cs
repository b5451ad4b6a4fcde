using System.Security.Cryptography;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>What is settled when a run begins and holds until it ends, over midnight too.</summary>
internal static class LakeJobStart
{
    private const string Unnamed = "job";

    /// <summary>The report of a run of which nothing is done yet.</summary>
    /// <exception cref="DataLakeException">The name of the job cannot stand in a key of the lake.</exception>
    public static LakeJobReport Of(LakeJob job, LakeJobRun run, LakeAddress lake, TimeProvider clock)
    {
        var name = job.Name ?? run.Name ?? Unnamed;
        KeySegment.Check(name, "name of the job");
        var now = clock.GetUtcNow();
        var report = new LakeJobReport
        {
            Job = name,
            RunId = Convert.ToHexString(RandomNumberGenerator.GetBytes(4)).ToLowerInvariant(),
            Status = LakeJobStatus.Incomplete,
            Lake = lake.ToString(),
            Date = run.Date ?? job.Date ?? DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, clock.LocalTimeZone).DateTime),
            Started = now,
            Duration = TimeSpan.Zero,
            Steps = [],
            Failures = [],
            NextStep = string.Empty,
        };
        lake.Check(LakeJobReportStore.KeyOf(report));
        return report;
    }

    /// <summary>The report with one more failure: that of writing it.</summary>
    public static LakeJobReport With(this LakeJobReport report, DataLakeException failure) => report with
    {
        Status = report.Status == LakeJobStatus.Succeeded ? LakeJobStatus.Failed : report.Status,
        Failures = [.. report.Failures, new LakeJobFailure(Step: null, failure.Error, failure.Message, failure.Target?.ToString(), failure.Recommendation)],
        NextStep = report.Status == LakeJobStatus.Succeeded ? "The data is there; only the report is missing." : report.NextStep,
    };
}
