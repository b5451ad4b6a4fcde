using System.Globalization;
using System.Management.Automation;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Binding;

/// <summary>Reads what a receipt says, be it one of this session or one that was saved as CLIXML, JSON or CSV.</summary>
internal static class ReceiptValue
{
    /// <summary>A size, as a number or as text.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public static long? Size(object? given) => Convert.ToString(Bare(given), CultureInfo.InvariantCulture) switch
    {
        null or "" => null,
        var text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) => size,
        var text => throw new DataLakeException(DataLakeError.InvalidOption, $"'{text}' is not a size.", "Give the size in bytes, as receipts have it.", text),
    };

    /// <summary>A checksum as text, from text or from an object with an algorithm and a value.</summary>
    public static string? Checksum(object? given) => Bare(given) switch
    {
        null => null,
        string text => text,
        DataLakeTools.Checksum checksum => checksum.ToString(),
        _ when PSObject.AsPSObject(given!) is var saved && saved.Properties["Value"]?.Value is string value =>
            $"{saved.Properties["Algorithm"]?.Value ?? DataLakeTools.Checksum.Crc32CName}:{value}",
        var other => other.ToString(),
    };

    private static object? Bare(object? given) => given is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : given;
}
