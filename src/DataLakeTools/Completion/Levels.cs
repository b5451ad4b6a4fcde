using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Completion;

/// <summary>Reads one level of a lake for somebody who has pressed Tab.</summary>
internal static class Levels
{
    private const int MostKeys = 1000;

    /// <summary>The keys of a level, and, ending with a slash, its folders.</summary>
    /// <param name="store">The lake; it is closed afterwards.</param>
    /// <param name="prefix">What the keys begin with.</param>
    public static IReadOnlyList<string> Keys(ILakeStore store, string prefix) => ShortWait.Collect(stop => KeysAsync(store, prefix, stop), MostKeys);

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
