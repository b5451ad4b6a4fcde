using System.Globalization;
using System.Management.Automation;
using System.Numerics;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tmdb.Records;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Pipeline;

/// <summary>Determines the kind of pipeline input: a record of TMDB, an id, or an object with an id.</summary>
internal static class TmdbInput
{
    private const string IdProperty = "id";

    /// <summary>What an object refers to.</summary>
    /// <param name="input">The object.</param>
    /// <param name="wanted">The kind of an id whose object does not show its kind.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/> for what has no id.</exception>
    public static TmdbReference Read(PSObject? input, TmdbKind wanted) => input?.BaseObject switch
    {
        TmdbObject record => TmdbReference.To(record.Source),
        string or ValueType => new TmdbReference(wanted, IdOf(input.BaseObject, input)),
        null => throw NoId(input),
        _ => new TmdbReference(TmdbKindOf.Object(input) ?? wanted, IdOf(input.Properties[IdProperty]?.Value, input)),
    };

    private static TmdbTitleId IdOf(object? value, PSObject input)
    {
        var plain = value is PSObject wrapped ? wrapped.BaseObject : value;
        return plain switch
        {
            string text => TmdbTitleId.Parse(text),
            int or long or short or byte or uint or ulong or ushort or sbyte or BigInteger => TmdbTitleId.Parse(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture)),

            // A number of JSON or of a calculation may come with a fraction of nothing.
            double or float or decimal => TmdbTitleId.Parse(((IFormattable)plain).ToString("0.############################", CultureInfo.InvariantCulture)),
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
