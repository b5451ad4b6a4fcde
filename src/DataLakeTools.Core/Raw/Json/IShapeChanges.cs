namespace DataLakeTools.Core.Raw.Json;

/// <summary>Receives the places and types of a shape, and later additions to it.</summary>
internal interface IShapeChanges
{
    /// <summary>Takes that values of a type were seen at a place; <see cref="JsonShapeKind.Unknown"/> says that there is such a field, of whatever type.</summary>
    void Add(ulong place, JsonShapeKind kind);

    /// <summary>Called when a place begins to match every type: what was reported for the shape no longer limits what it accepts.</summary>
    void PlaceBecameMixed();
}
