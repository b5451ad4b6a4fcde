using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Pipeline;

/// <summary>Determines the kind of pipeline input: a record of TMDB, an id, or an object with an id.</summary>
internal static class TmdbInput
{
    private const string IdProperty = "id";
    private const string TypeNameMark = "DataLakeTools.Tmdb";

    // Fields that only one kind has, both in lists and in details.
    private static readonly (string Field, TmdbKind Kind)[] Marks =
    [
        ("known_for_department", TmdbKind.Person), ("place_of_birth", TmdbKind.Person), ("birthday", TmdbKind.Person),
        ("parts", TmdbKind.Collection),
        ("first_air_date", TmdbKind.Series), ("number_of_seasons", TmdbKind.Series),
        ("release_date", TmdbKind.Movie), ("belongs_to_collection", TmdbKind.Movie),
    ];

    /// <summary>What an object refers to.</summary>
    /// <param name="input">The object.</param>
    /// <param name="wanted">The kind of an id whose object does not show its kind.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/> for what has no id.</exception>
    public static TmdbReference Read(PSObject? input, TmdbKind wanted) => input?.BaseObject switch
    {
        TmdbObject record => TmdbReference.To(record.Record),
        string or ValueType => new TmdbReference(wanted, IdOf(input.BaseObject, input)),
        null => throw NoId(input),
        IDictionary map => Read(WithProperties(map), wanted),
        _ => new TmdbReference(KindOf(input) ?? wanted, IdOf(input.Properties[IdProperty]?.Value, input)),
    };

    // What ConvertFrom-Json -AsHashtable gives, or somebody writes as @{ id = 550 }, is read as an object would be.
    private static PSObject WithProperties(IDictionary map)
    {
        var shown = new PSObject();
        foreach (DictionaryEntry entry in map)
        {
            if (entry.Key is string name && shown.Properties[name] is null)
            {
                shown.Properties.Add(new PSNoteProperty(name, entry.Value));
            }
        }

        return shown;
    }

    /// <summary>The name of the type that shows records of this kind; null where the kind cannot be determined.</summary>
    public static string? TypeNameOf(PSObject record) => KindOf(record) is { } kind ? TypeNameMark + kind : null;

    // The kind of an object that comes from a TMDB record: picked with Select-Object, or read back from a lake or from JSON, so
    // that the id of a person is not taken for that of a film. Null if it cannot be determined.
    private static TmdbKind? KindOf(PSObject value)
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

    private static TmdbItemId IdOf(object? value, PSObject input)
    {
        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            string text => TmdbItemId.Parse(text),
            int or long or short or byte or uint or ulong or ushort or sbyte or BigInteger => TmdbItemId.Parse(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture)),

            // A number of JSON or of a calculation may come with a fraction of nothing.
            double or float or decimal => TmdbItemId.Parse(((IFormattable)plain).ToString("0.############################", CultureInfo.InvariantCulture)),
            null when input.Properties[IdProperty] is not null => throw InvalidId("nothing", input),
            null => throw NoId(input),
            _ => throw InvalidId($"a {plain.GetType().Name}", input),
        };
    }

    private static DataLakeException InvalidId(string what, PSObject input) => new(
        DataLakeError.InvalidOption,
        $"An object of the pipeline ({input.BaseObject.GetType().Name}) has {what} as its '{IdProperty}'.",
        "Give ids as 550 or tt0137523, records of TMDB, or objects with an 'id'.",
        input);

    private static DataLakeException NoId(PSObject? input) => new(
        DataLakeError.InvalidOption,
        $"An object of the pipeline ({input?.BaseObject.GetType().Name ?? "null"}) is no id, no record of TMDB and has no property '{IdProperty}'.",
        "Give ids as 550 or tt0137523, records of TMDB, or objects with an 'id'; a title is searched with -Title, a name with -Name.",
        input);
}
