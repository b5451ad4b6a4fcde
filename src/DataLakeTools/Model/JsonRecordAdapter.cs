using System.Collections.ObjectModel;
using System.Management.Automation;
using System.Text.Json;

namespace DataLakeTools.Model;

/// <summary>
/// Gives PowerShell the fields of a <see cref="JsonRecord"/> as its properties, read when they are asked for. The types
/// file of the module names it.
/// </summary>
public sealed class JsonRecordAdapter : PSPropertyAdapter
{
    private const string TmdbTypeName = "DataLakeTools.TmdbRecord";

    /// <inheritdoc/>
    public override Collection<PSAdaptedProperty> GetProperties(object baseObject)
    {
        var properties = new Collection<PSAdaptedProperty>();
        if (RootOf(baseObject) is { ValueKind: JsonValueKind.Object } root)
        {
            // PowerShell's names are the same in upper and lower case; of two that clash the first is shown.
            var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
            foreach (var field in root.EnumerateObject())
            {
                if (field.Name.Length > 0 && names.Add(field.Name))
                {
                    properties.Add(new PSAdaptedProperty(field.Name, null));
                }
            }
        }

        return properties;
    }

    /// <inheritdoc/>
    public override PSAdaptedProperty? GetProperty(object baseObject, string propertyName) =>
        Find(baseObject, propertyName) is { } field ? new PSAdaptedProperty(field.Name, null) : null;

    /// <inheritdoc/>
    public override string GetPropertyTypeName(PSAdaptedProperty adaptedProperty) =>
        GetPropertyValue(adaptedProperty)?.GetType().FullName ?? typeof(object).FullName!;

    /// <inheritdoc/>
    public override object? GetPropertyValue(PSAdaptedProperty adaptedProperty)
    {
        ArgumentNullException.ThrowIfNull(adaptedProperty);
        return Find(adaptedProperty.BaseObject, adaptedProperty.Name) is { } field ? JsonValue.Of(field.Value) : null;
    }

    /// <inheritdoc/>
    public override bool IsGettable(PSAdaptedProperty adaptedProperty) => true;

    /// <inheritdoc/>
    public override bool IsSettable(PSAdaptedProperty adaptedProperty) => false;

    /// <inheritdoc/>
    public override void SetPropertyValue(PSAdaptedProperty adaptedProperty, object value) =>
        throw new SetValueException("A record is as its source sent it; make another object of it with Select-Object.");

    /// <inheritdoc/>
    public override Collection<string> GetTypeNameHierarchy(object baseObject)
    {
        var names = new Collection<string>();
        if ((baseObject as JsonRecord)?.Source is { } source)
        {
            names.Add($"{TmdbTypeName}#{source.Kind}");
            names.Add(TmdbTypeName);
        }

        names.Add(typeof(JsonRecord).FullName!);
        names.Add(typeof(object).FullName!);
        return names;
    }

    private static JsonElement? RootOf(object? value) => (value is PSObject wrapped ? wrapped.BaseObject : value) is JsonRecord record ? record.Root : null;

    private static JsonProperty? Find(object? value, string name)
    {
        if (RootOf(value) is not { ValueKind: JsonValueKind.Object } root)
        {
            return null;
        }

        JsonProperty? alike = null;
        foreach (var field in root.EnumerateObject())
        {
            if (field.NameEquals(name))
            {
                return field;
            }

            if (alike is null && string.Equals(field.Name, name, StringComparison.OrdinalIgnoreCase))
            {
                alike = field;
            }
        }

        return alike;
    }
}
