using DataLakeTools.Core.Jobs.Reports;

namespace DataLakeTools.Completion;

/// <summary>Completes the names of jobs that have left reports in the lake.</summary>
public sealed class ReportedJobCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) => Beginning(
        begun, KeyLevels.Read(line.OpenLake(), LakeJobHistory.Prefix).Where(key => key.EndsWith('/')).Select(key => key[LakeJobHistory.Prefix.Length..^1]));
}
