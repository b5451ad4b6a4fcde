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
    public static string Current => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == "pt" ? Portuguese : English;
}
