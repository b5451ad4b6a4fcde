using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Tmdb.Lookup;

/// <summary>
/// The entries of a list that were seen. Tells new ones from them, and counts them against what TMDB says that the list has.
/// A list can be read several times, which are its passes.
/// </summary>
internal sealed class SeenEntries
{
    private readonly HashSet<(int Id, string? IdJsonIfNotPositive, string? MediaType)> _seen = [];
    private readonly HashSet<(int Id, string? IdJsonIfNotPositive, string? MediaType)> _onPage = [];
    private readonly HashSet<string> _withoutId = new(StringComparer.Ordinal);
    private bool _isFirstPage = true;
    private int _passes;

    // Entries that no id tells apart: those without one, and those that stand twice on one page. In this pass, and the
    // most of any pass before.
    private int _unidentified;
    private int _mostUnidentified;

    /// <summary>How many entries TMDB counts, as the last page says; null where pages do not say it.</summary>
    public int? Total { get; private set; }

    /// <summary>Whether all pages gave the same total, so that a difference to it is no estimate.</summary>
    public bool IsExact { get; private set; } = true;

    /// <summary>How many entries there were, each once. One that stands twice on one page counts twice, as TMDB counts it.</summary>
    public int Count => _seen.Count + Math.Max(_unidentified, _mostUnidentified);

    /// <summary>How many entries TMDB counts beyond those that were seen; 0 where it does not say.</summary>
    public int Missing => Math.Max(0, (Total ?? 0) - Count);

    /// <summary>Takes the next page into account.</summary>
    public void BeginPage(TmdbBody page)
    {
        IsExact &= _isFirstPage || Total == page.TotalResults;
        Total = page.TotalResults ?? Total;
        _isFirstPage = false;
        _onPage.Clear();
    }

    /// <summary>Begins to read the list from its start.</summary>
    public void BeginPass()
    {
        _mostUnidentified = Math.Max(_unidentified, _mostUnidentified);
        _unidentified = 0;
        _passes++;
    }

    /// <summary>Adds an entry; false if it was seen before. In later passes entries without an id are compared by their JSON.</summary>
    public bool TryAdd(ListEntry entry)
    {
        if (!entry.HasId)
        {
            _unidentified++;
            return _withoutId.Add(Convert.ToBase64String(entry.Json.Span)) || _passes == 1;
        }

        var key = (entry.Id, entry.IdJsonIfNotPositive, entry.MediaType);
        if (!_onPage.Add(key))
        {
            _unidentified++;
        }

        return _seen.Add(key);
    }
}
