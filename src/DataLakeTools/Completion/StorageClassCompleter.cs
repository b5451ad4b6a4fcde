using DataLakeTools.Core.Storage;

namespace DataLakeTools.Completion;

/// <summary>Completes the storage classes of S3.</summary>
public sealed class StorageClassCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun) =>
        Beginning(begun, AwsSettings.StorageClasses);
}
