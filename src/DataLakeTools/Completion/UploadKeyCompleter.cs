using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Completion;

/// <summary>Completes the keys of uploads that were begun and abandoned.</summary>
public sealed class UploadKeyCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var store = line.OpenLake();
        return Beginning(begun, InTime(stop => KeysAsync(store, stop)).Distinct(StringComparer.Ordinal));
    }

    private static async IAsyncEnumerable<string> KeysAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (store.ConfigureAwait(false))
        {
            await foreach (var upload in store.ListUnfinishedAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return upload.Key;
            }
        }
    }
}
