namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A file of the model.</summary>
/// <param name="Path">What errors call it.</param>
/// <param name="Text">What it says.</param>
internal sealed record ModelFile(string Path, string Text);
