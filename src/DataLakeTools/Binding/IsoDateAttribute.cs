using System.Globalization;
using System.Management.Automation;

namespace DataLakeTools.Binding;

/// <summary>
/// Takes 2022-05-02 for that day in every culture. PowerShell binds dates by the culture of the session, so under
/// th-TH the same text would be a day of the year 1479, and under ar-SA no date at all.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class IsoDateAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var plain = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return plain is string text && DateTime.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? date
            : inputData;
    }
}
