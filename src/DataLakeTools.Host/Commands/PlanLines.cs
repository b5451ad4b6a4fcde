using System.Globalization;
using DataLakeTools.Core.Reporting;

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
            yield return $"WhatIf    {string.Join(": ", new[] { step.Step, string.Join(", ", NumbersOf(step)) }.Where(part => part.Length > 0))}";
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

    // What a step does not need is not named: none of what it would write, send or wait for.
    private static IEnumerable<string> NumbersOf(LakeStepPlan step)
    {
        if (step.Files is not 0)
        {
            yield return step.Files is { } files ? Count.Of(files, "file") : "? files";
        }

        if (step.Bytes is { } bytes and > 0)
        {
            yield return Count.Of(bytes, "byte");
        }

        if (step.Requests is not 0)
        {
            yield return step.Requests is { } requests ? $"{Count.Of(requests, "request")} to TMDB" : "? requests to TMDB";
        }

        if (step.Duration is { } duration)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{duration.TotalMinutes:0.0} minutes");
        }

        if (step.LakeRequests is { } lakeRequests and > 0)
        {
            yield return $"{Count.Of(lakeRequests, "request")} to S3";
        }

        if (step.EngineBytes is { } read)
        {
            yield return $"at least {Count.Of(read, "byte")} read by Athena";
        }
    }
}
