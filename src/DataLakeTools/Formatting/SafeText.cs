using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Formatting;

/// <summary>Shows names that others gave, in tables; the objects keep them as they are.</summary>
public static class SafeText
{
    /// <summary>The text with nothing in it that acts on a console.</summary>
    /// <param name="text">Any text.</param>
    public static string Of(string? text) => text is null ? string.Empty : PlainText.Of(text);
}
