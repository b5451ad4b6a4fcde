using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The structure of records of unknown origin: their fields and types, merged over all records that joined.
/// <para>
/// A record joins when none of its fields has another type than before. A missing or null field matches every type, an
/// empty array matches every array, and whole and fractional numbers are the same type. Objects that have no field at all in
/// common are different structures (an object without fields joins any object). A field that has several types within
/// one record, as <c>[1,"a"]</c>, matches every type.
/// </para>
/// </summary>
public sealed class RecordStructure
{
    private const int NameLimit = 240;

    private readonly JsonShape _shape = new();
    private string? _name;

    private RecordStructure()
    {
    }

    /// <summary>The structure for people, as <c>{id:number,title:string}</c>; shortened when it is long.</summary>
    public string Name => _name ??= Describe();

    /// <summary>The structure of one record.</summary>
    /// <param name="json">One complete JSON value.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidRecord"/>.</exception>
    public static RecordStructure FromShape(ReadOnlyMemory<byte> json) => Of(Read(json));

    /// <summary>Adds a record if its shape matches those of earlier records.</summary>
    /// <param name="json">One complete JSON value.</param>
    /// <returns>Whether it joined; if not, nothing changed.</returns>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidRecord"/>.</exception>
    public bool TryJoin(ReadOnlyMemory<byte> json) => TryJoin(Read(json));

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static RecordStructure Of(JsonShapeReader record)
    {
        var structure = new RecordStructure();
        structure._shape.Absorb(record, 0);
        return structure;
    }

    internal bool TryJoin(JsonShapeReader record)
    {
        var addsToShape = false;
        if (!_shape.Accepts(record, 0, ref addsToShape, out var common))
        {
            return false;
        }

        var hasFields = record[0].Kind == JsonShapeKind.Object && record.Count > 1;
        if (hasFields && _shape.HasFields && common == 0)
        {
            return false;
        }

        if (addsToShape)
        {
            _shape.Absorb(record, 0);
            _name = null;
        }

        return true;
    }

    private static JsonShapeReader Read(ReadOnlyMemory<byte> json)
    {
        var reader = new JsonShapeReader();
        return reader.TryRead(json, out var fault)
            ? reader
            : throw new DataLakeException(
                DataLakeError.InvalidRecord,
                $"This {fault}",
                "Correct it at its source.",
                target: null);
    }

    private string Describe()
    {
        var text = new StringBuilder();
        _shape.Describe(text, NameLimit);
        return text.ToString();
    }
}
