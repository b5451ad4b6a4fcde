using DataLakeTools.Core.Errors;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Waits at most about a second for completions, because the user waits for them. Results up to then are used and the rest is
/// canceled; errors are dropped, because the command itself reports them.
/// </summary>
internal static class ShortWait
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(100);

    /// <summary>The elements that came in time.</summary>
    public static IReadOnlyList<T> Collect<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, int most)
    {
        var found = new List<T>();
        var work = Task.Run(() => ReadAsync(read, most, found));

        // Some waits cannot be canceled (for credentials on a machine that has none); they are abandoned.
        work.Wait(Limit + Grace);
        lock (found)
        {
            return [.. found];
        }
    }

    private static async Task ReadAsync<T>(Func<CancellationToken, IAsyncEnumerable<T>> read, int most, List<T> found)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await foreach (var one in read(limit.Token).ConfigureAwait(false))
            {
                lock (found)
                {
                    found.Add(one);
                    if (found.Count >= most)
                    {
                        break;
                    }
                }
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException || WorkFailure.IsNeitherStopNorFatal(exception, limit.Token))
        {
            // The command itself reports it.
        }
    }
}
