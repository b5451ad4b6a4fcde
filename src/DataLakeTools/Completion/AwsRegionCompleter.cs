using DataLakeTools.Core.Storage;

namespace DataLakeTools.Completion;

/// <summary>Completes AWS regions.</summary>
public sealed class AwsRegionCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, AwsSettings.Regions());
}
