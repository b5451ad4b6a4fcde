using System.Collections;
using System.Collections.Specialized;
using System.Data;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Internal;
using System.Net;
using System.Net.Mail;
using System.Net.NetworkInformation;
using System.Numerics;
using System.Reflection;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>
/// Writes a PowerShell object as JSON: its properties by name, dates in ISO 8601, the same in every culture and every
/// process. What JSON cannot hold without loss is an error that names the property; nothing is left out or replaced.
/// </summary>
/// <param name="writer">Where the value goes; what it holds after an error is to be thrown away.</param>
internal sealed class PSObjectJson(Utf8JsonWriter writer)
{
    /// <summary>UTF-8 that refuses lone surrogates and does not replace them.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Properties that PowerShell jobs and remoting add to objects; they are not part of the record.
    private static readonly HashSet<string> RemotingProperties =
        new(StringComparer.OrdinalIgnoreCase) { "PSComputerName", "PSShowComputerName", "PSSourceJobInstanceId", "RunspaceId" };

    // Of Get-Content, Get-ChildItem -Name and Get-Date.
    private static readonly HashSet<string> AddedByPowerShell =
        new(StringComparer.OrdinalIgnoreCase) { "PSPath", "PSParentPath", "PSChildName", "PSDrive", "PSProvider", "PSIsContainer", "UnixStat", "ReadCount", "DisplayHint" };

    private readonly List<string> _path = [];

    public static JsonWriterOptions WriterOptions { get; } = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, MaxDepth = RawRecord.MaxDepth + 1 };

    /// <summary>Whether this is no value: null, DBNull, JSON's null, or the result of a script block that writes nothing.</summary>
    public static bool IsNothing(object? value) =>
        (value is PSObject shown ? shown.BaseObject : value) is null or DBNull or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined }
        || ReferenceEquals(value, AutomationNull.Value);

    /// <summary>Whether this is an object with named values, though it can be enumerated: a dictionary of any kind.</summary>
    public static bool IsMap(object value) => value is IDictionary or NameValueCollection
        || value.GetType().GetInterfaces().Any(type => type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(IDictionary<,>) || type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>)));

    /// <summary>Writes a value with all that is in it.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.UnrepresentableRecord"/>, <see cref="DataLakeError.InvalidRecord"/>.</exception>
    public void Write(object? value)
    {
        var plain = value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value;
        if (plain is not null && LostMemberOf(plain, value) is { } lost)
        {
            throw Unrepresentable($"the member '{lost}' was added to a value that is no object");
        }

        switch (plain)
        {
            case null:
            case var _ when IsNothing(value):
                writer.WriteNullValue();
                break;
            case bool flag:
                writer.WriteBooleanValue(flag);
                break;
            case SwitchParameter flag:
                writer.WriteBooleanValue(flag.IsPresent);
                break;
            case string text:
                WriteText(text);
                break;
            case char character:
                WriteText(character.ToString());
                break;
            case Enum name:
                WriteText(name.ToString());
                break;
            case IFormattable when IsDeserializedEnum(value):
                WriteText(value!.ToString()!);
                break;
            case DateTime date:
                writer.WriteStringValue(date);
                break;
            case DateTimeOffset date:
                writer.WriteStringValue(date);
                break;
            case DateOnly date:
                WriteText(date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
                break;
            case TimeOnly time:
                WriteText(time.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture));
                break;
            case double or float or Half:
                WriteFraction((IFormattable)plain, Convert.ToDouble(plain is Half half ? (double)half : plain, CultureInfo.InvariantCulture));
                break;
            case byte or sbyte or short or ushort or int or uint or long or ulong or decimal or BigInteger or Int128 or UInt128:
                writer.WriteRawValue(((IFormattable)plain).ToString(null, CultureInfo.InvariantCulture));
                break;
            case JsonRecord record:
                WriteRecord(record, value);
                break;
            case JsonElement element:
                element.WriteTo(writer);
                break;
            case JsonDocument document:
                document.WriteTo(writer);
                break;
            case JsonNode node:
                node.WriteTo(writer);
                break;
            case Uri address:
                WriteText(address.OriginalString);
                break;
            case StringBuilder or Regex or CultureInfo or MailAddress or PhysicalAddress or IPEndPoint:
                WriteText(plain.ToString()!);
                break;
            case ISpanFormattable formattable:
                WriteText(formattable.ToString(null, CultureInfo.InvariantCulture));
                break;
            case byte[] bytes:
                writer.WriteBase64StringValue(bytes);
                break;
            case DataRowView view:
                WriteRow(view.Row);
                break;
            case DataRow row:
                WriteRow(row);
                break;
            case IDictionary dictionary:
                WriteDictionary(dictionary, value);
                break;
            case XmlNode or Delegate or ScriptBlock or Stream or MemberInfo or Assembly or SecureString or PSCredential or Task or IntPtr or UIntPtr:
                throw NotRepresentable(plain);
            default:
                WriteMembers(plain, value);
                break;
        }
    }

    /// <summary>
    /// The first member that a script has added to text, a number or an array, and that JSON has no place for; null where there
    /// is none. What PowerShell itself adds, as Get-Content does to its lines, is no data.
    /// </summary>
    public static string? LostMemberOf(object plain, object? value) => value is not PSObject || plain is PSObject || IsMap(plain) || !IsValue(plain)
        ? null
        : AddedMembersOf(value).Select(member => member.Key).FirstOrDefault(name => !AddedByPowerShell.Contains(name) && !RemotingProperties.Contains(name));

    private static bool IsValue(object plain) =>
        plain is string or char or bool or Array or IFormattable or JsonNode or JsonElement or JsonDocument || LanguagePrimitives.GetEnumerable(plain) is not null;

    // An enum that went through a job is a number whose text is the name.
    private static bool IsDeserializedEnum(object? value) =>
        value is PSObject shown && shown.TypeNames.Contains("Deserialized.System.Enum");

    private void WriteMembers(object plain, object? value)
    {
        if (plain.GetType().FullName!.StartsWith("Newtonsoft.Json.", StringComparison.Ordinal))
        {
            throw NotRepresentable(plain);
        }

        if (LanguagePrimitives.GetEnumerable(plain) is { } items)
        {
            if (IsMap(plain))
            {
                WriteEntries(EntriesOf(plain, items), isOrdered: plain is System.Dynamic.ExpandoObject, value);
                return;
            }

            // Enumerating such a collection would lose data: the values, or the key of the group.
            if (plain is NameObjectCollectionBase || plain.GetType().GetInterfaces().Any(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IGrouping<,>)))
            {
                throw NotRepresentable(plain);
            }

            WriteItems(items);
        }
        else
        {
            WriteProperties(PSObject.AsPSObject(value));
        }
    }

    private void WriteItems(IEnumerable items)
    {
        writer.WriteStartArray();
        var index = 0;
        foreach (var item in Guarded(items))
        {
            WriteWithin($"[{index++}]", item);
        }

        writer.WriteEndArray();
    }

    // The order of an unordered dictionary differs between processes, so its entries are sorted by name.
    private void WriteDictionary(IDictionary dictionary, object? value)
    {
        var entries = new List<KeyValuePair<string, object?>>(dictionary.Count);
        var enumerator = Guarded(dictionary.GetEnumerator);
        while (Guarded(enumerator.MoveNext))
        {
            var entry = Guarded(() => enumerator.Entry);
            entries.Add(new(NameOf(entry.Key), entry.Value));
        }

        WriteEntries(entries, dictionary is IOrderedDictionary || IsSorted(dictionary), value);
    }

    private List<KeyValuePair<string, object?>> EntriesOf(object map, IEnumerable items)
    {
        if (map is NameValueCollection named)
        {
            return [.. named.AllKeys.Select(key => new KeyValuePair<string, object?>(key ?? string.Empty, named.GetValues(key) is [var only] ? only : named.GetValues(key)))];
        }

        List<KeyValuePair<string, object?>> entries = [];
        foreach (var item in Guarded(items))
        {
            var entry = PSObject.AsPSObject(item);
            if (entry.Properties["Key"] is null || entry.Properties["Value"] is null)
            {
                // Its elements are not its entries.
                throw NotRepresentable(map);
            }

            entries.Add(new(NameOf(Guarded(() => entry.Properties["Key"].Value)), Guarded(() => entry.Properties["Value"].Value)));
        }

        return entries;
    }

    private static string NameOf(object? key) => Convert.ToString(key is PSObject shown ? shown.BaseObject : key, CultureInfo.InvariantCulture) ?? string.Empty;

    private void WriteEntries(List<KeyValuePair<string, object?>> entries, bool isOrdered, object? value)
    {
        if (!isOrdered)
        {
            entries.Sort((one, other) => string.CompareOrdinal(one.Key, other.Key));
        }

        entries.AddRange(AddedMembersOf(value));
        writer.WriteStartObject();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, held) in entries)
        {
            if (!names.Add(name))
            {
                throw Unrepresentable($"two of its keys are written '{name}'");
            }

            WriteNamed(name, held);
        }

        writer.WriteEndObject();
    }

    private static bool IsSorted(IDictionary dictionary) =>
        dictionary is SortedList || (dictionary.GetType() is { IsGenericType: true } type
            && (type.GetGenericTypeDefinition() == typeof(SortedDictionary<,>) || type.GetGenericTypeDefinition() == typeof(SortedList<,>)));

    private void WriteRow(DataRow row)
    {
        writer.WriteStartObject();
        foreach (DataColumn column in row.Table.Columns)
        {
            WriteNamed(column.ColumnName, row[column]);
        }

        writer.WriteEndObject();
    }

    // The bytes of the source, followed by the properties that a script has added.
    private void WriteRecord(JsonRecord record, object? value)
    {
        var added = AddedMembersOf(value).ToList();
        if (added.Count == 0)
        {
            writer.WriteRawValue(record.Bytes.Span);
            return;
        }

        using var document = JsonDocument.Parse(record.Bytes, new JsonDocumentOptions { MaxDepth = RawRecord.MaxDepth });
        writer.WriteStartObject();
        foreach (var field in document.RootElement.EnumerateObject())
        {
            if (added.Exists(other => other.Key == field.Name))
            {
                throw Unrepresentable($"its source has a field '{field.Name}', and one of that name was added");
            }

            field.WriteTo(writer);
        }

        foreach (var (name, held) in added)
        {
            WriteNamed(name, held);
        }

        writer.WriteEndObject();
    }

    /// <summary>The members that a script has added to a record or a dictionary with Add-Member.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> AddedMembersOf(object? value) => value is not PSObject shown
        ? []
        : shown.Properties.Where(property => property is { IsInstance: true, IsGettable: true, MemberType: PSMemberTypes.NoteProperty or PSMemberTypes.ScriptProperty or PSMemberTypes.AliasProperty or PSMemberTypes.CodeProperty } and not JsonField)
            .Select(property => new KeyValuePair<string, object?>(property.Name, property.Value));

    private void WriteProperties(PSObject value)
    {
        var isDeserialized = value.TypeNames.Count > 0 && value.TypeNames[0].StartsWith("Deserialized.", StringComparison.Ordinal);
        var count = 0;
        writer.WriteStartObject();
        foreach (var property in value.Properties)
        {
            if (!property.IsGettable || (isDeserialized && RemotingProperties.Contains(property.Name)))
            {
                continue;
            }

            count++;
            _path.Add(_path.Count == 0 ? property.Name : $".{property.Name}");
            var held = Guarded(() => property.Value);
            _path.RemoveAt(_path.Count - 1);
            WriteNamed(property.Name, held);
        }

        // A .NET type without visible properties is not an empty object: its content cannot be represented.
        if (count == 0 && value.BaseObject is not PSCustomObject && !isDeserialized)
        {
            throw NotRepresentable(value.BaseObject);
        }

        writer.WriteEndObject();
    }

    private void WriteNamed(string name, object? value)
    {
        writer.WritePropertyName(Checked(name));
        WriteWithin(_path.Count == 0 ? name : $".{name}", value);
    }

    private void WriteWithin(string step, object? value)
    {
        if (_path.Count >= RawRecord.MaxDepth)
        {
            throw Unrepresentable($"it is nested deeper than {RawRecord.MaxDepth} levels, or holds itself");
        }

        _path.Add(step);
        Write(value);
        _path.RemoveAt(_path.Count - 1);
    }

    // 1.0 is not written as 1, because readers derive the type of a column from it.
    private void WriteFraction(IFormattable number, double value)
    {
        if (!double.IsFinite(value))
        {
            throw Unrepresentable($"JSON has no number for {value.ToString(CultureInfo.InvariantCulture)}");
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        writer.WriteRawValue(text.AsSpan().ContainsAny('.', 'E') ? text : text + ".0");
    }

    private void WriteText(string text) => writer.WriteStringValue(Checked(text));

    // A lone surrogate has no UTF-8 encoding; the writer would replace it.
    private string Checked(string text)
    {
        try
        {
            _ = StrictUtf8.GetByteCount(text);
            return text;
        }
        catch (EncoderFallbackException exception)
        {
            throw new DataLakeException(DataLakeError.InvalidRecord, $"The text{Place()} is not valid Unicode.", "Mend the text at its source.", target: null, exception);
        }
    }

    private IEnumerable<object?> Guarded(IEnumerable items)
    {
        var enumerator = Guarded(items.GetEnumerator);
        while (Guarded(enumerator.MoveNext))
        {
            yield return Guarded(() => enumerator.Current);
        }
    }

    // A getter may throw any exception, which is an error of this record only.
    private T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (DataLakeException or PipelineStoppedException or OutOfMemoryException))
        {
            throw Unrepresentable($"it cannot be read: {(exception is ExtendedTypeSystemException { InnerException: { } cause } ? cause : exception).Message.TrimEnd('.')}", exception);
        }
    }

    private DataLakeException NotRepresentable(object value) => Unrepresentable($"there is no JSON for a {value.GetType().FullName}");

    private DataLakeException Unrepresentable(string reason, Exception? cause = null) => new(
        DataLakeError.UnrepresentableRecord,
        $"The object cannot be written as JSON without loss{Place()}: {reason}.",
        "Choose the properties that are wanted with Select-Object, or turn this one into text or numbers first.",
        target: null,
        cause);

    private string Place() => _path.Count == 0 ? string.Empty : $" at its property '{string.Concat(_path.Take(8))}{(_path.Count > 8 ? "..." : string.Empty)}'";
}
