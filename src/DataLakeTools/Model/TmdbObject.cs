using System.Text.Json;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools;

/// <summary>A record of TMDB. Its class shows its kind, also to the next cmdlet.</summary>
public abstract class TmdbObject : JsonRecord
{
    private protected TmdbObject(TmdbRecord source)
        : base(source.Json) => Record = source;

    internal TmdbRecord Record { get; }

    /// <summary>What it is, its id and its title.</summary>
    public override string ToString() => Record.ToString();

    internal static TmdbObject Of(TmdbRecord record) => record.Kind switch
    {
        TmdbKind.Movie => new TmdbMovie(record),
        TmdbKind.Series => new TmdbSeries(record),
        TmdbKind.Person => new TmdbPerson(record),
        TmdbKind.Collection => new TmdbCollection(record),
        TmdbKind.Genre => new TmdbGenre(record),
        TmdbKind.Keyword => new TmdbKeyword(record),
        TmdbKind.Company => new TmdbCompany(record),
        TmdbKind.Change => new TmdbChange(record),
        _ => new TmdbAnswer(record),
    };

    private protected override JsonElement Parse() => Record.Root;
}
