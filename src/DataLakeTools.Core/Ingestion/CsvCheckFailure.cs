using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Ingestion;

/// <summary>Makes the error of a CSV file that fails its check.</summary>
internal static class CsvCheckFailure
{
    private const int ProblemsInMessage = 5;

    public static DataLakeException Of(string path, CsvSummary summary)
    {
        var message = new StringBuilder().Append('\'').Append(path).Append("' failed its check and was not sent: ");
        var shown = summary.Problems.Take(ProblemsInMessage).ToList();
        message.AppendJoin("; ", shown.Select(problem => problem.Message));
        if (summary.ProblemCount > shown.Count)
        {
            message.Append("; and ").Append(summary.ProblemCount - shown.Count).Append(" more");
        }

        return new DataLakeException(
            DataLakeError.CsvCheckFailed,
            message.Append('.').ToString(),
            $"Look at it with Test-RawCsv '{path}' and mend the file; -Delimiter names another delimiter, and -SkipCheck sends the file as it is.",
            path);
    }
}
