using DataLakeTools.Core.Errors;

namespace DataLakeTools;

/// <summary>One thing that is wrong with a job document, and where.</summary>
/// <param name="Document">What the document is called: its path.</param>
/// <param name="JsonPath">The place, for example <c>$.steps[1].force</c>.</param>
/// <param name="Problem">What was found there.</param>
/// <param name="Expected">What should stand there; null where the problem itself says so.</param>
/// <param name="Recommendation">What to do.</param>
public sealed record LakeJobFinding(string Document, string JsonPath, string Problem, string? Expected, string Recommendation)
{
    /// <summary>Its severity.</summary>
    public LakeJobSeverity Severity { get; init; } = LakeJobSeverity.Error;

    /// <summary>All of it in one sentence.</summary>
    public string Message =>
        $"The job document '{Document}' is not valid at {JsonPath}: {Problem}{(Expected is null ? string.Empty : $"; expected {Expected}.")}";

    /// <summary>The error that refuses a document for what was found in it, the first thing in full.</summary>
    internal static DataLakeException Refusal(IReadOnlyList<LakeJobFinding> findings)
    {
        const int Named = 5;
        var first = findings[0];
        var others = findings.Skip(1).Select(finding => $"'{finding.JsonPath}'").ToList();
        var more = others.Count == 0 ? string.Empty
            : $" Wrong too is {string.Join(", ", others.Take(Named))}{(others.Count > Named ? " and more" : string.Empty)}.";
        return new DataLakeException(DataLakeError.InvalidJob, first.Message + more, $"{first.Recommendation} Nothing was written.", first.JsonPath);
    }
}
