using System.Diagnostics;
using System.Diagnostics.Metrics;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Reports;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>The spans and counters of jobs, for whoever listens: a span a run, one for each of its steps, and what was done as counters.</summary>
public static class JobTelemetry
{
    /// <summary>The name of the source of spans and of the meter.</summary>
    public const string Name = "DataLakeTools";

    private const string JobTag = "datalake.job";
    private const string StepTag = "datalake.step";
    private const string StatusTag = "datalake.status";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Counter<long> Files = Meter.CreateCounter<long>("datalake.files", "{file}", "Files written or found to be there.");
    private static readonly Counter<long> Records = Meter.CreateCounter<long>("datalake.records", "{record}", "JSON records in these files.");
    private static readonly Counter<long> BytesSent = Meter.CreateCounter<long>("datalake.bytes_sent", "By", "Bytes sent to the lake.");
    private static readonly Counter<long> Failures = Meter.CreateCounter<long>("datalake.failures", "{failure}", "Errors of steps.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("datalake.step.duration", "s", "How long steps took.");

    /// <summary>Begins the span of a run; null where nobody listens.</summary>
    internal static Activity? Begin(RunIdentity runIdentity) => Source.StartActivity($"job {runIdentity.Job}")
        ?.SetTag(JobTag, runIdentity.Job).SetTag("datalake.run_id", runIdentity.RunId).SetTag("datalake.lake", runIdentity.Lake).SetTag("datalake.date", runIdentity.Date.ToString("O"));

    /// <summary>Begins the span of a step.</summary>
    internal static Activity? Begin(LakeJobStep step, Activity? job) => Source.StartActivity($"step {step.Name}", ActivityKind.Internal, job?.Context ?? default)?.SetTag(StepTag, step.Name);

    /// <summary>Ends the span of a run.</summary>
    internal static void End(Activity? span, LakeJobReport report)
    {
        span?.SetTag(StatusTag, report.Status.ToString());
        span?.SetStatus(report.Status == LakeJobStatus.Succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        span?.Dispose();
    }

    /// <summary>Ends the span of a step and counts what it did.</summary>
    internal static void End(Activity? span, string job, LakeStepReport step)
    {
        var tags = new TagList { { JobTag, job }, { StepTag, step.Step }, { StatusTag, step.Status.ToString() } };
        Files.Add(step.Files, tags);
        Records.Add(step.Records, tags);
        BytesSent.Add(step.BytesSent, tags);
        Failures.Add(step.Failures, tags);
        Duration.Record(step.Duration.TotalSeconds, tags);

        span?.SetTag(StatusTag, step.Status.ToString()).SetTag("datalake.files", step.Files).SetTag("datalake.bytes_sent", step.BytesSent).SetTag("datalake.failures", step.Failures);
        span?.SetStatus(step.Status is LakeStepStatus.Succeeded or LakeStepStatus.Skipped ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        span?.Dispose();
    }
}
