using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>Makes the error of a CSV file that fails its check.</summary>
internal static class CsvCheckFailure
{
    private const int ProblemsInMessage = 5;

    /// <summary>The error of a file that was read from end to end.</summary>
    /// <param name="path">The file.</param>
    /// <param name="summary">Its check.</param>
    /// <param name="sameAt">Where the lake already holds the same bytes; null where it does not.</param>
    public static DataLakeException Of(string path, CsvSummary summary, string? sameAt = null)
    {
        var message = new StringBuilder().Append('\'').Append(path)
            .Append(sameAt is null ? "' failed its check and was not sent: " : $"' failed its check, though its bytes are at {sameAt} already: ");
        var shown = summary.Problems.Take(ProblemsInMessage).ToList();
        message.AppendJoin("; ", shown.Select(problem => problem.Message));
        if (summary.ProblemCount > shown.Count)
        {
            message.Append("; and ").Append(summary.ProblemCount - shown.Count).Append(" more");
        }

        return new DataLakeException(
            CsvProblemErrors.Of(summary.ProblemKinds),
            message.Append('.').ToString(),
            $"Check it{HowTo.CheckCsv} to see every problem, and mend the file; it was read with {CsvHeader.Shown(summary.Delimiter)} between fields, another delimiter is named with {LakeSetting.Delimiter}, and {LakeSetting.SkipCheck} sends the file as it is.",
            path);
    }
}
