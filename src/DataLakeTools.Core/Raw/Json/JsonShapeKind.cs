namespace DataLakeTools.Core.Raw.Json;

/// <summary>The type of a JSON value, as far as shapes care.</summary>
internal enum JsonShapeKind : byte
{
    /// <summary>Only null or nothing seen so far: matches every type.</summary>
    Unknown,

    Boolean,
    Number,
    String,
    Object,
    Array,

    /// <summary>Several types within one record: matches every type from then on.</summary>
    Mixed,
}
