namespace DataLakeTools.Completion;

/// <summary>A value that an argument may take.</summary>
/// <param name="Value">The value.</param>
/// <param name="ToolTip">What it means.</param>
internal readonly record struct Suggestion(string Value, string ToolTip)
{
    /// <summary>Whether more is to follow, as after a folder.</summary>
    public bool IsBeginning { get; init; }

    /// <summary>Whether text may follow in the same quotes, as in a query: they are closed only where they have been.</summary>
    public bool StaysOpen { get; init; }

    /// <summary>The text in a list of choices, if it is not the value.</summary>
    public string? Label { get; init; }
}
