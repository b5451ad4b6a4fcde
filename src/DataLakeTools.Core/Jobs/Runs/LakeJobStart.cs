using System.Security.Cryptography;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>Fixes the name, the id and the date of a run when it starts. They stay the same even if it runs past midnight.</summary>
internal static class LakeJobStart
{
    private const string Unnamed = "job";

    /// <summary>The report of a run that has done nothing yet.</summary>
    /// <exception cref="Errors.DataLakeException">The name of the job cannot be part of a key of the lake.</exception>
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
}
