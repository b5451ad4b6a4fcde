namespace DataLakeTools.Core.Raw.Json;

/// <summary>Receives the places and types of a shape, and later additions to it.</summary>
internal interface IShapeChanges
{
    /// <summary>There is such a field, of whatever type.</summary>
    const JsonShapeKind FieldExists = JsonShapeKind.Unknown;

    /// <summary>Takes that values of a type, or <see cref="FieldExists"/>, were seen at a place.</summary>
    void Add(ulong place, JsonShapeKind kind);

    /// <summary>Called when a place begins to match every type: what was reported for the shape no longer limits what it accepts.</summary>
    void PlaceBecameMixed();
}
