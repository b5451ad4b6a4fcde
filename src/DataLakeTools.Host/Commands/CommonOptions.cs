using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace DataLakeTools.Host.Commands;

/// <summary>Options that several commands have, and that mean the same in each.</summary>
internal static class CommonOptions
{
    /// <summary>The file that is read into the environment first.</summary>
    public static Option<string?> EnvironmentFile() => new("--env-file") { Description = "A .env file to read into the environment first.", Validators = { NamesFile } };

    /// <summary>Whether details are logged.</summary>
    public static Option<bool> Verbose() => new("--verbose", "-v") { Description = "Say every step as it happens." };

    /// <summary>The processing date.</summary>
    /// <param name="description">What it is the date of.</param>
    public static Option<DateOnly?> Date(string description) => new("--date", "-d") { Description = description, CustomParser = ReadDate };

    /// <summary>Refuses a file without a name, as an unset variable of a script gives it; .NET takes it for a mistake of the program.</summary>
    /// <param name="result">The option or argument.</param>
    public static void NamesFile(SymbolResult result)
    {
        if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value)))
        {
            result.AddError($"'{(result is OptionResult { Option.Name: var name } ? name : ((ArgumentResult)result).Argument.Name)}' is empty; name a file.");
        }
    }

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
