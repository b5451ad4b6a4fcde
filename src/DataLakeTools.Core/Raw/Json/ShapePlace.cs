using System.Buffers.Binary;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// Names places in records by 64 bits, the same in every process. Two places that share a number cost a structure more, and mix nothing:
/// what is found by it is compared by name before it counts.
/// </summary>
internal static class ShapePlace
{
    public const ulong Root = 0x9E3779B97F4A7C15;

    public static ulong Element(ulong place) => Mix(place ^ 0xA0761D6478BD642F);

    public static ulong Entry(ulong place) => Mix(place ^ 0xE7037ED1A0B428DB);

    public static ulong Field(ulong place, ReadOnlySpan<byte> name)
    {
        var hash = place ^ (ulong)name.Length;
        for (; name.Length >= sizeof(ulong); name = name[sizeof(ulong)..])
        {
            hash = Mix(hash ^ BinaryPrimitives.ReadUInt64LittleEndian(name));
        }

        ulong rest = 0;
        foreach (var character in name)
        {
            rest = (rest << 8) | character;
        }

        return Mix(hash ^ rest);
    }

    /// <summary>The number of a place with the type that it has.</summary>
    public static ulong With(ulong place, JsonShapeKind kind) => Mix(place + (ulong)kind);

    // The finalizer of MurmurHash3.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xFF51AFD7ED558CCD;
        value = (value ^ (value >> 33)) * 0xC4CEB9FE1A85EC53;
        return value ^ (value >> 33);
    }
}
