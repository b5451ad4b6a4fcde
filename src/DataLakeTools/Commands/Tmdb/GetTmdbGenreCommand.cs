using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Gets the genres of TMDB.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "TmdbGenre")]
[OutputType(typeof(TmdbGenre))]
public sealed class GetTmdbGenreCommand : TmdbCommand
{
    /// <summary>The genres wanted, by name or id; all when left out.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(GenreCompleter))]
    public string[] Name { get; set; } = [];

    /// <summary>The genres of films or those of series.</summary>
    [Parameter]
    [ValidateSet(nameof(TmdbMedia.Movie), nameof(TmdbMedia.Series))]
    public string Media { get; set; } = nameof(TmdbMedia.Movie);

    /// <summary>Writes the genres.</summary>
    protected override void ProcessRecord() => Begin(GenresAsync);

    private async IAsyncEnumerable<object> GenresAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var media = Enum.Parse<TmdbMedia>(Media, ignoreCase: true);
        var genres = new List<TmdbResult>();
        await foreach (var genre in Client.GetGenresAsync(media, cancellationToken).ConfigureAwait(false))
        {
            genres.Add(genre);
        }

        foreach (var genre in Name.Length == 0 ? genres : [])
        {
            yield return ToOutput(genre);
        }

        foreach (var name in Name)
        {
            object found;
            try
            {
                var id = await Client.ResolveGenreAsync(media, name, cancellationToken).ConfigureAwait(false);
                found = genres.FirstOrDefault(genre => genre.Record?.Id == id) is { IsRecord: true } genre ? ToOutput(genre) : throw UnknownId(id);
            }
            catch (DataLakeException exception) when (exception.Error == DataLakeError.TmdbNameUnknown)
            {
                found = new WorkError(exception);
            }

            yield return found;
        }
    }

    private static DataLakeException UnknownId(int id) => new(
        DataLakeError.TmdbNameUnknown, $"TMDB has no genre {id}.", "Get-TmdbGenre without a name lists them; series have others with -Media Series.", id);
}
