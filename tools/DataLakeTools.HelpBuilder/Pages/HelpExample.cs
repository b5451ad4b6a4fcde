namespace DataLakeTools.HelpBuilder.Pages;

/// <summary>One example of a page.</summary>
/// <param name="Title">The title.</param>
/// <param name="Code">What the user types.</param>
/// <param name="Output">What is shown then; empty if nothing is or it does not matter.</param>
/// <param name="Remarks">What is to be said about it, a paragraph an element.</param>
public sealed record HelpExample(string Title, string Code, string Output, IReadOnlyList<string> Remarks);
