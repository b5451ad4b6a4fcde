namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>A file of the model.</summary>
/// <param name="Path">What errors call it.</param>
/// <param name="Text">What it says, with line breaks of <c>\n</c>: a copy of the model with others is the same model.</param>
internal sealed record ModelFile(string Path, string Text)
{
    /// <summary>A file with this text.</summary>
    public static ModelFile Of(string path, string text) => new(path, text.Replace("\r\n", "\n", StringComparison.Ordinal));
}
