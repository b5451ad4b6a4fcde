using System.Globalization;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>Ids of genres, people, companies or keywords that titles must have, or must not have.</summary>
public sealed class TmdbIdFilter
{
    private readonly int[] _ids;

    /// <summary>A filter by ids.</summary>
    /// <param name="match">Whether all of them or one of them must match.</param>
    /// <param name="ids">The ids; without any, nothing is filtered.</param>
    public TmdbIdFilter(TmdbMatch match, IEnumerable<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        Match = match;
        _ids = [.. ids.Distinct()];
    }

    /// <summary>Whether all ids or one of them must match.</summary>
    public TmdbMatch Match { get; }

    /// <summary>The ids.</summary>
    public IReadOnlyList<int> Ids => _ids;

    /// <summary>A title must have all of these.</summary>
    /// <param name="ids">The ids.</param>
    public static TmdbIdFilter All(params int[] ids) => new(TmdbMatch.All, ids);

    /// <summary>A title must have one of these.</summary>
    /// <param name="ids">The ids.</param>
    public static TmdbIdFilter Any(params int[] ids) => new(TmdbMatch.Any, ids);

    /// <summary>The filter as TMDB wants it: a comma means and, a bar means or.</summary>
    public override string ToString() => string.Join(
        Match == TmdbMatch.All ? ',' : '|', _ids.Select(id => id.ToString(CultureInfo.InvariantCulture)));
}
