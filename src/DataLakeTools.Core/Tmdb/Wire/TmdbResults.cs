using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>Streams of results in which one that fails does not end the others.</summary>
internal static class TmdbResults
{
    // After so many failures in a row the rest is not tried: nothing answers any more.
    private const int MaxConsecutiveFailures = 10;

    /// <summary>
    /// One stream after the other. An error that ends one of them, and is about what that one asked for, becomes its last
    /// result, and the next one begins.
    /// </summary>
    public static IAsyncEnumerable<TmdbResult> Concat(IEnumerable<IAsyncEnumerable<TmdbResult>> streams, CancellationToken cancellationToken = default)
    {
        return StopAfterFailuresAsync(JoinedAsync(cancellationToken), cancellationToken);

        async IAsyncEnumerable<TmdbResult> JoinedAsync([EnumeratorCancellation] CancellationToken token)
        {
            foreach (var stream in streams)
            {
                var results = stream.GetAsyncEnumerator(token);
                await using (results.ConfigureAwait(false))
                {
                    while (await NextAsync(results).ConfigureAwait(false) is { } result)
                    {
                        yield return result;
                    }
                }
            }
        }
    }

    /// <summary>The same results until too many in a row have failed; then the last error is thrown.</summary>
    public static async IAsyncEnumerable<TmdbResult> StopAfterFailuresAsync(
        IAsyncEnumerable<TmdbResult> results, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var failures = 0;
        await foreach (var result in results.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            // An entry of a list without an id is no sign that TMDB answers nothing any more.
            failures = !result.IsEntryError && result.Error is { } error && TmdbErrors.MayBeOutage(error.Error) ? failures + 1 : 0;
            if (failures >= MaxConsecutiveFailures)
            {
                throw result.Error!;
            }

            yield return result;
        }
    }

    // After the error the stream is at its end.
    private static async ValueTask<TmdbResult?> NextAsync(IAsyncEnumerator<TmdbResult> results)
    {
        try
        {
            return await results.MoveNextAsync().ConfigureAwait(false) ? results.Current : null;
        }
        catch (DataLakeException error) when (TmdbErrors.IsAboutOneRequest(error.Error) || error.Error == DataLakeError.TmdbNameUnknown)
        {
            return new TmdbResult(error);
        }
    }
}
