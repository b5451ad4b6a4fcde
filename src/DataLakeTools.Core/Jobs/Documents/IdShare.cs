using System.Globalization;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>
/// One of several equal shares of a list of ids. The number of an id decides its share, so every id is in exactly one,
/// whatever the order of the list and whichever machine reads it.
/// </summary>
/// <param name="Number">Which share, from 1.</param>
/// <param name="Of">How many shares there are.</param>
public readonly record struct IdShare(int Number, int Of)
{
    /// <summary>How many shares there may be.</summary>
    public const int Most = 10_000;

    /// <summary>The one share that has all ids.</summary>
    public static IdShare Whole { get; } = new(1, 1);

    /// <summary>Whether an id belongs to this share.</summary>
    /// <param name="id">The id.</param>
    public bool Has(TmdbItemId id) => NumberOf(id) % Of == Number - 1;

    private static long NumberOf(TmdbItemId id) =>
        id.TmdbId ?? long.Parse(id.ToString().AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture);
}
