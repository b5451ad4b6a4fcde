namespace DataLakeTools.Core.Raw.Json;

/// <summary>One value of a record that was read: its type, its name in its object, and where its own values end.</summary>
internal struct JsonShapeToken
{
    public JsonShapeKind Kind;

    /// <summary>Whether the name had escapes and was copied, decoded, to the reader's own buffer.</summary>
    public bool IsNameUnescaped;

    public int NameStart;
    public int NameLength;

    /// <summary>The index after the last token inside this one.</summary>
    public int End;
}
