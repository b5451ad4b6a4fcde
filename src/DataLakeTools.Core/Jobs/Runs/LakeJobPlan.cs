using System.Globalization;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools;

/// <summary>What a job would do, as far as that is known without asking anyone.</summary>
public sealed record LakeJobPlan
{
    /// <summary>The name of the job.</summary>
    public required string Job { get; init; }

    /// <summary>The lake, as its address is written.</summary>
    public required string Lake { get; init; }

    /// <summary>The processing date of everything that would be written.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The steps, in the order of the document.</summary>
    public required IReadOnlyList<LakeStepPlan> Steps { get; init; }

    /// <summary>How many files would be written, as far as it is known.</summary>
    public long Files => Steps.Sum(step => step.Files ?? 0);

    /// <summary>How many bytes these files hold, as far as it is known.</summary>
    public long Bytes => Steps.Sum(step => step.Bytes ?? 0);

    /// <summary>About how many requests to TMDB it takes, as far as it is known.</summary>
    public long Requests => Steps.Sum(step => step.Requests ?? 0);

    /// <summary>How long these requests take at the rate that the job allows.</summary>
    public TimeSpan Duration => TimeSpan.FromTicks(Steps.Sum(step => step.Duration?.Ticks ?? 0));

    /// <summary>About how many requests to S3 it takes, as far as it is known: those of its steps, and what every run takes for itself.</summary>
    public long LakeRequests { get; init; }

    /// <summary>What Amazon S3 charges for them in US dollars; null for a folder.</summary>
    public decimal? Cost { get; init; }

    /// <summary>What Athena charges in US dollars, at the least; null where it does nothing.</summary>
    public decimal? EngineCost => Steps.Any(step => step.EngineCost is not null) ? Steps.Sum(step => step.EngineCost ?? 0) : null;

    /// <summary>Whether numbers of a step are missing, so that the sums are lower bounds.</summary>
    public bool IsPartial => Steps.Any(step => step.Files is null || step.Requests is null);

    /// <summary>The plan in a few sentences, each in a line of its own, as no terminal breaks lines between words; where lines are written one by one they stand in one.</summary>
    public override string ToString()
    {
        string?[] needs =
        [
            Requests > 0 ? string.Create(CultureInfo.InvariantCulture, $"about {Count.Of(Requests, "request")} to TMDB in {Duration.TotalMinutes:0.0} minutes") : null,
            Cost is { } dollars ? $"{Count.Of(LakeRequests, "request")} to S3 for {InWords(dollars)}" : null,
            EngineCost is { } ofEngine ? $"Athena for {InWords(ofEngine)} at the least" : null,
        ];
        var all = string.Join(", ", needs.OfType<string>());
        string?[] sentences =
        [
            string.Create(CultureInfo.InvariantCulture, $"{Job} for {Date:yyyy-MM-dd} would write {(IsPartial ? "at least " : string.Empty)}{Count.Of(Files, "file")}."),
            all.Length > 0 ? $"It takes {all}." : null,
            "Nothing was sent; of files names, sizes and ids to fetch were looked at.",
        ];
        return string.Join(Environment.NewLine, sentences.OfType<string>());
    }

    private static string InWords(decimal dollars) => dollars < 0.01m ? "less than $0.01" : string.Create(CultureInfo.InvariantCulture, $"${dollars:0.00}");
}
