using System.Globalization;
using System.Management.Automation;
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
            int or long or short or byte or uint or ushort or sbyte => TmdbTitleId.Parse(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture)),
            _ => throw NoId(input),
        };
    }

    private static DataLakeException NoId(PSObject? input) => new(
        DataLakeError.InvalidOption,
        $"An object of the pipeline ({input?.BaseObject.GetType().Name ?? "null"}) is no id, no record of TMDB and has no property '{IdProperty}'.",
        "Give ids as 550 or tt0137523, records of TMDB, or objects with an 'id'; a title is searched with -Title, a name with -Name.",
        input);
}
