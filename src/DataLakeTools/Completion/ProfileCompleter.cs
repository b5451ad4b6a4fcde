using DataLakeTools.Core.Storage;

namespace DataLakeTools.Completion;

/// <summary>Completes the profiles of the shared AWS files.</summary>
public sealed class ProfileCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, AwsSettings.Profiles());
}
