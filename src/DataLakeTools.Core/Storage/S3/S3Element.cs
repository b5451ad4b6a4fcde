using System.Text;
using System.Xml;

namespace DataLakeTools.Core.Storage.S3;

/// <summary>An element of an answer of S3: a name, and a text or other elements. Attributes and namespaces say nothing there.</summary>
internal sealed class S3Element
{
    // S3's own answers are four deep.
    private const int Deepest = 32;

    // Keys may hold characters that XML has no room for; S3 writes them as references all the same.
    private static readonly XmlReaderSettings Settings = new()
    {
        CheckCharacters = false,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly List<S3Element> _children = [];
    private StringBuilder? _text;

    private S3Element(string name) => Name = name;

    /// <summary>An element without a name and without content.</summary>
    public static S3Element None { get; } = new(string.Empty);

    /// <summary>The name, without a prefix.</summary>
    public string Name { get; }

    /// <summary>The text.</summary>
    public string Text => _text?.ToString() ?? string.Empty;

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document.</param>
    /// <exception cref="XmlException">It is none.</exception>
    public static S3Element Parse(Stream document)
    {
        using var reader = XmlReader.Create(document, Settings);
        var open = new Stack<S3Element>();
        S3Element? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new S3Element(reader.LocalName);
                    root ??= element;
                    if (open.TryPeek(out var parent))
                    {
                        parent._children.Add(element);
                    }

                    if (!reader.IsEmptyElement)
                    {
                        open.Push(open.Count < Deepest ? element : throw new XmlException("The document is too deep."));
                    }

                    break;
                case XmlNodeType.EndElement:
                    open.Pop();
                    break;
                case XmlNodeType.Text or XmlNodeType.CDATA or XmlNodeType.SignificantWhitespace:
                    (open.Peek()._text ??= new StringBuilder()).Append(reader.Value);
                    break;
            }
        }

        return root ?? throw new XmlException("The document is empty.");
    }

    /// <summary>The elements of a name.</summary>
    /// <param name="name">The name.</param>
    public IEnumerable<S3Element> All(string name) => _children.Where(child => child.Name == name);

    /// <summary>The text of the first element of a name; null where there is none, or nothing in it.</summary>
    /// <param name="name">The name.</param>
    public string? Find(string name) => _children.Find(child => child.Name == name)?.Text is { Length: > 0 } text ? text : null;
}
