namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>One element of a list within a body: its bytes, and the fields that say what it is.</summary>
internal readonly record struct ListEntry(string List, ReadOnlyMemory<byte> Json, int Id, string? MediaType);
