namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>One element of a list within a body: where its bytes stand, and what it says about itself.</summary>
internal readonly record struct ListEntry(string List, ReadOnlyMemory<byte> Json, int Id, string? MediaType);
