namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>One element of a list within a body: its bytes, and the fields that say what it is.</summary>
/// <param name="Body">The body that has the list.</param>
/// <param name="List">The name of the list.</param>
/// <param name="Number">Its place in the list, from 1.</param>
/// <param name="Json">Its bytes.</param>
/// <param name="Id">Its id; 0 where it is not a number that can be one.</param>
/// <param name="IdJsonIfNotPositive">The JSON of an id that is no positive number: a string, 0, -5, 3e9; null if there is none.</param>
/// <param name="MediaType">Its media type, where it has one.</param>
internal readonly record struct ListEntry(
    TmdbBody Body, string List, int Number, ReadOnlyMemory<byte> Json, int Id, string? IdJsonIfNotPositive, string? MediaType)
{
    /// <summary>Whether it has an id, of TMDB's titles and people (a number) or of its reviews and the like (a text).</summary>
    public bool HasId => Id > 0 || IdJsonIfNotPositive is ['"', ..];
}
