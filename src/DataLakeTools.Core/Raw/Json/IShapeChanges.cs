namespace DataLakeTools.Core.Raw.Json;

/// <summary>Is told what a shape has, and what it gets.</summary>
internal interface IShapeChanges
{
    /// <summary>Takes that values of a type were seen at a place.</summary>
    void Add(ulong place, JsonShapeKind kind);

    /// <summary>Takes that what was told of the shape is no longer so: a place of it matches every type from now on.</summary>
    void Forget();
}
