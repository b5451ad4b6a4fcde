using System.Management.Automation;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Determines the kind of an object that comes from a TMDB record: picked with Select-Object, or read back from a lake or from
/// JSON, so that the id of a person is not taken for that of a film.
/// </summary>
internal static class TmdbKindOf
{
    private const string TypeNameMark = "DataLakeTools.Tmdb";

    // Fields that only one kind has, both in lists and in details.
    private static readonly (string Field, TmdbKind Kind)[] Marks =
    [
        ("known_for_department", TmdbKind.Person), ("place_of_birth", TmdbKind.Person), ("birthday", TmdbKind.Person),
        ("parts", TmdbKind.Collection),
        ("first_air_date", TmdbKind.Series), ("number_of_seasons", TmdbKind.Series),
        ("release_date", TmdbKind.Movie), ("belongs_to_collection", TmdbKind.Movie),
    ];

    /// <summary>The kind; null if it cannot be determined.</summary>
    public static TmdbKind? Object(PSObject value)
    {
        foreach (var name in value.TypeNames)
        {
            var mark = name.IndexOf(TypeNameMark, StringComparison.Ordinal);
            if (mark >= 0 && Enum.TryParse<TmdbKind>(name.AsSpan(mark + TypeNameMark.Length), out var kind))
            {
                return kind;
            }
        }

        if (value.Properties["media_type"]?.Value is string media)
        {
            return media switch { "movie" => TmdbKind.Movie, "tv" => TmdbKind.Series, "person" => TmdbKind.Person, "collection" => TmdbKind.Collection, _ => null };
        }

        foreach (var (field, kind) in Marks)
        {
            if (value.Properties[field] is not null)
            {
                return kind;
            }
        }

        return null;
    }
}
