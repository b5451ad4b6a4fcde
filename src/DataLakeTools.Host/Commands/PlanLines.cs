using System.Globalization;

namespace DataLakeTools.Host.Commands;

/// <summary>The plan of a job as lines for people.</summary>
internal static class PlanLines
{
    /// <summary>A line for every step, below it its keys and what is to be known; at last the sum.</summary>
    /// <param name="plan">The plan.</param>
    public static IEnumerable<string> Of(LakeJobPlan plan)
    {
        yield return plan.Lake;
        foreach (var step in plan.Steps)
        {
            yield return $"WhatIf    {step.Step}: {string.Join(", ", NumbersOf(step))}";
            foreach (var key in step.Keys)
            {
                yield return $"            {key}";
            }

            if (step.Note.Length > 0)
            {
                yield return $"            {step.Note}";
            }
        }

        yield return plan.ToString();
    }

    private static IEnumerable<string> NumbersOf(LakeStepPlan step)
    {
        yield return step.Files is { } files ? Write($"{files:N0} files") : "? files";
        if (step.Bytes is { } bytes)
        {
            yield return Write($"{bytes:N0} bytes");
        }

        yield return step.Requests is { } requests ? Write($"{requests:N0} requests to TMDB") : "? requests to TMDB";
        if (step.Duration is { } duration)
        {
            yield return Write($"{duration.TotalMinutes:0.0} minutes");
        }

        if (step.LakeRequests is { } lakeRequests)
        {
            yield return Write($"{lakeRequests:N0} requests to S3");
        }

        if (step.EngineBytes is { } read)
        {
            yield return Write($"at least {read:N0} bytes read by Athena");
        }
    }

    private static string Write(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
