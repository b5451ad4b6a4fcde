using System.Globalization;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Errors;

/// <summary>
/// A sentence that says what to do. Settings and tasks are embedded as enum values, because their names depend on the host: a parameter of a cmdlet, a property of a job document, an option of the command line. Written as an
/// interpolated string: <c>$"Replace it with {LakeSetting.Force}."</c>.
/// </summary>
[InterpolatedStringHandler]
public sealed class Advice
{
    private readonly List<object> _pieces;

    /// <summary>Called by the compiler for an interpolated string.</summary>
    /// <param name="literalLength">How many letters stand outside the braces.</param>
    /// <param name="formattedCount">How many braces there are.</param>
    public Advice(int literalLength, int formattedCount)
    {
        _ = literalLength;
        _pieces = new List<object>((2 * formattedCount) + 1);
    }

    private Advice(string text) => _pieces = [text];

    /// <summary>A sentence that names no setting.</summary>
    /// <param name="text">The sentence.</param>
    public static implicit operator Advice(string text) => new(text);

    /// <summary>Adds text; it may quote names and data from outside, and is made <see cref="PlainText"/> where it is shown.</summary>
    /// <param name="text">The text.</param>
    public void AppendLiteral(string text) => _pieces.Add(text);

    /// <summary>Adds a setting.</summary>
    /// <param name="setting">The setting.</param>
    public void AppendFormatted(LakeSetting setting) => _pieces.Add(setting);

    /// <summary>Adds what a task is done with.</summary>
    /// <param name="task">The task.</param>
    public void AppendFormatted(HowTo task) => _pieces.Add(task);

    /// <summary>Adds a value, written the same in every culture.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">Its format.</param>
    public void AppendFormatted<T>(T value, string? format = null) =>
        _pieces.Add(value is IFormattable formattable ? formattable.ToString(format, CultureInfo.InvariantCulture) : value?.ToString() ?? string.Empty);

    /// <summary>The sentence in the words of a host, in which nothing acts on a console.</summary>
    /// <param name="words">What the host calls settings and tasks.</param>
    public string ToText(AdviceWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return PlainText.Of(string.Concat(_pieces.Select(piece => piece switch
        {
            LakeSetting setting => words.Of(setting),
            HowTo task => words.Of(task),
            _ => (string)piece,
        })));
    }

    /// <summary>The sentence in the words of a job document.</summary>
    public override string ToString() => ToText(AdviceWords.OfJobDocument);
}
