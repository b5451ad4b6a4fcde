using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DataLakeTools.Host.Commands;

/// <summary>Options that several commands have, and that mean the same in each.</summary>
internal static class CommonOptions
{
    /// <summary>The file that is read into the environment first.</summary>
    public static Option<string?> EnvironmentFile() => new("--env-file") { Description = "A .env file to read into the environment first." };

    /// <summary>Whether details are logged.</summary>
    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Say every step as it happens." };

    /// <summary>The processing date.</summary>
    /// <param name="description">What it is the date of.</param>
    public static Option<DateOnly?> Date(string description) => new("--date", "-d") { Description = description, CustomParser = ReadDate };

    private static DateOnly? ReadDate(ArgumentResult result)
    {
        if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var given))
        {
            return given;
        }

        result.AddError($"'{result.Tokens[0].Value}' is not a date as yyyy-MM-dd.");
        return null;
    }
}
