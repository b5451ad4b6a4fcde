using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Completion;

/// <summary>Reads one level of the keys of a lake for completion.</summary>
internal static class KeyLevels
{
    private const int MaxKeys = 1000;

    /// <summary>The keys of a level, and, ending with a slash, its folders.</summary>
    /// <param name="store">The lake; it is closed afterwards.</param>
    /// <param name="prefix">What the keys begin with.</param>
    public static IReadOnlyList<string> Read(ILakeStore store, string prefix) => ShortWait.Collect(stop => KeysAsync(store, prefix, stop), MaxKeys);

    private static async IAsyncEnumerable<string> KeysAsync(ILakeStore store, string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (store.ConfigureAwait(false))
        {
            await foreach (var key in store.ListLevelAsync(prefix, cancellationToken).ConfigureAwait(false))
            {
                yield return key;
            }
        }
    }
}
