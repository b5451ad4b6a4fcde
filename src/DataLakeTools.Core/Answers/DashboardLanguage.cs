using System.Globalization;

namespace DataLakeTools.Core.Answers;

/// <summary>The languages that a page can open in.</summary>
public static class DashboardLanguage
{
    /// <summary>English.</summary>
    public const string English = "en";

    /// <summary>The Portuguese of Brazil.</summary>
    public const string Portuguese = "pt-BR";

    /// <summary>That of the user: Portuguese for every kind of it, else English.</summary>
    public static string Current => Of(CultureInfo.CurrentUICulture.Name);

    /// <summary>The one that a name of a language or culture means, whatever its case.</summary>
    /// <param name="name">The name.</param>
    public static string Of(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.StartsWith("pt", StringComparison.OrdinalIgnoreCase) ? Portuguese : English;
    }
}
