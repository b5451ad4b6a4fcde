namespace DataLakeTools.Core.Raw.Json;

/// <summary>The type of a JSON value, as far as shapes care.</summary>
internal enum JsonShapeKind : byte
{
    /// <summary>Only null or nothing seen so far: goes with every type.</summary>
    Unknown,

    Boolean,
    Number,
    String,
    Object,
    Array,

    /// <summary>Several types side by side within one record: goes with every type from then on.</summary>
    Mixed,
}
