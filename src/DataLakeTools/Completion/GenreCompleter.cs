using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Completion;

/// <summary>Completes genres from TMDB's own list, asked for once. Completes nothing where TMDB cannot be asked.</summary>
public sealed class GenreCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly Dictionary<TmdbMedia, string[]> Known = [];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var media = commandName?.Contains("Series", StringComparison.OrdinalIgnoreCase) == true ? TmdbMedia.Series : TmdbMedia.Movie;
        return WordCompleter.Complete(NamesOf(media), wordToComplete ?? string.Empty);
    }

    private static string[] NamesOf(TmdbMedia media)
    {
        lock (Known)
        {
            if (Known.TryGetValue(media, out var names))
            {
                return names;
            }

            try
            {
                using var client = new TmdbClient(TmdbEnvironment.Complete(new TmdbClientOptions()));
                using var patience = new CancellationTokenSource(Patience);
                var genres = client.GetGenresAsync(media, patience.Token).GetAwaiter().GetResult();
                return Known[media] = [.. genres.Select(genre => genre.Title).OfType<string>()];
            }
            catch (Exception exception) when (exception is DataLakeException or OperationCanceledException)
            {
                // Pressing Tab is no place for an error; the command itself will say it.
                return [];
            }
        }
    }
}
