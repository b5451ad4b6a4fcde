using System.Collections;
using System.Globalization;
using DataLakeTools.HelpBuilder.Commands;

namespace DataLakeTools.HelpBuilder.Writing;

/// <summary>What help says of a parameter that is left out.</summary>
internal static class DefaultText
{
    /// <summary>The default as text.</summary>
    public static string Of(ParameterFacts parameter, HelpWords words) => parameter switch
    {
        { IsSwitch: true } => "False",
        { Bindings: var bindings } when bindings.All(binding => binding.IsMandatory) => words.None,
        { Default: var value } => Of(value, words),
    };

    private static string Of(object? value, HelpWords words) => value switch
    {
        null => words.None,
        string text => text,
        DateTime date when Math.Abs((date - DateTime.Today).TotalDays) <= 1 => words.Today,
        ICollection { Count: 0 } => words.None,
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(item => Of(item, words))),
        IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? words.None,
    };
}
