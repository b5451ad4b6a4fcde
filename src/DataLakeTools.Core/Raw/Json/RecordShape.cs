using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>
/// The structure of records of unknown origin: their fields and types, merged over all records that joined.
/// <para>
/// A record joins when each of its fields has the type that this field had in the records before it. A missing or null field
/// matches every type, an empty array matches every array, and whole and fractional numbers are the same type. Objects that
/// have no field at all in common are different structures (an object without fields joins any object). A field that has
/// several types within one record, as <c>[1,"a"]</c>, matches every type. Of a record that is a map, as
/// <c>{"tt1":{...},"tt2":{...}}</c>, the keys are data: maps are of one structure when their values are.
/// </para>
/// </summary>
public sealed class RecordShape
{
    private const int NameLimit = 240;

    private readonly JsonShape? _map;
    private JsonShape _shape;
    private string? _name;

    private RecordShape(JsonShape shape, JsonShape? map)
    {
        _shape = shape;
        _map = map;
    }

    /// <summary>The structure for people, as <c>{id:number,title:string}</c>; shortened when it is long.</summary>
    public string Name => _name ??= Describe();

    /// <summary>About how many bytes of memory it takes.</summary>
    internal long MemoryBytes { get; private set; }

    internal bool HasFields => _shape.HasFields;

    /// <summary>The structure of the first record of a file, to which the others are held. An object of objects may turn out to be a map.</summary>
    /// <param name="json">One complete JSON value.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidRecord"/>.</exception>
    public static RecordShape OfFirst(ReadOnlyMemory<byte> json)
    {
        var record = Read(json);
        var shape = new RecordShape(JsonShape.Unknown, JsonShape.OfMap(record));
        shape.Absorb(record, changes: null);
        return shape;
    }

    /// <summary>Adds a record if its shape matches those of earlier records.</summary>
    /// <param name="json">One complete JSON value.</param>
    /// <returns>Whether it joined; if not, nothing changed.</returns>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidRecord"/>.</exception>
    public bool TryJoin(ReadOnlyMemory<byte> json)
    {
        var record = Read(json);
        if (TryJoin(record, changes: null))
        {
            return true;
        }

        if (_map is null || ReferenceEquals(_shape, _map))
        {
            return false;
        }

        (var fields, _shape) = (_shape, _map);
        if (TryJoin(record, changes: null))
        {
            return true;
        }

        _shape = fields;
        return false;
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    internal static RecordShape Of(JsonTokens record, JsonShape? map)
    {
        var shape = new RecordShape(map ?? JsonShape.Unknown, map: null);
        shape.Absorb(record, changes: null);
        return shape;
    }

    internal bool TryJoin(JsonTokens record, IShapeChanges? changes)
    {
        if (!Accepts(record, out var addsToShape))
        {
            return false;
        }

        if (addsToShape)
        {
            Absorb(record, changes);
        }

        return true;
    }

    /// <summary>Whether a record could join, which it does not.</summary>
    internal bool Accepts(JsonTokens record) => Accepts(record, out _);

    internal void ReportAll(IShapeChanges changes) => _shape.ReportAll(ShapePlace.Root, changes);

    /// <summary>Why a record did not join, as the end of a sentence about both.</summary>
    internal string DifferenceFrom(JsonTokens record) => _shape.DifferenceAt(record, 0, string.Empty) ?? "they have no field in common";

    private bool Accepts(JsonTokens record, out bool addsToShape)
    {
        addsToShape = false;
        var hasFields = record[0].Kind == JsonShapeKind.Object && record.Count > 1;
        return _shape.Accepts(record, 0, ref addsToShape, out var common) && !(hasFields && _shape.HasFields && common == 0);
    }

    private void Absorb(JsonTokens record, IShapeChanges? changes)
    {
        var grown = 0L;
        _shape = _shape.Absorb(record, 0, ShapePlace.Root, changes, ref grown);
        MemoryBytes += grown;
        _name = null;
    }

    private static JsonTokens Read(ReadOnlyMemory<byte> json)
    {
        var reader = new JsonTokens();
        return reader.TryRead(json, allowsHalfCharacters: false, out var fault)
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
