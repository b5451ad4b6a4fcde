using System.Globalization;
using System.Text;
using System.Xml;

namespace DataLakeTools.S3;

/// <summary>An element of a response of S3: a name, and a text or other elements. Attributes and namespaces are ignored.</summary>
internal sealed class S3Xml
{
    // S3's own answers are four deep.
    private const int Deepest = 32;

    // Keys may contain characters that XML 1.0 forbids; S3 writes them as character references.
    private static readonly XmlReaderSettings Settings = new()
    {
        CheckCharacters = false,
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly List<S3Xml> _children = [];
    private StringBuilder? _text;

    private S3Xml(string name) => Name = name;

    /// <summary>An element without a name and without content.</summary>
    public static S3Xml None { get; } = new(string.Empty);

    /// <summary>The name, without a prefix.</summary>
    public string Name { get; }

    /// <summary>The text.</summary>
    public string Text => _text?.ToString() ?? string.Empty;

    /// <summary>Reads a document.</summary>
    /// <param name="document">The document.</param>
    /// <exception cref="XmlException">It is none.</exception>
    public static S3Xml Parse(Stream document)
    {
        using var reader = XmlReader.Create(document, Settings);
        var open = new Stack<S3Xml>();
        S3Xml? root = null;
        while (reader.Read())
        {
            switch (reader.NodeType)
            {
                case XmlNodeType.Element:
                    var element = new S3Xml(reader.LocalName);
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
    public IEnumerable<S3Xml> All(string name) => _children.Where(child => child.Name == name);

    /// <summary>The number in the first element of a name; 0 where there is none.</summary>
    /// <param name="name">The name.</param>
    public long FindNumber(string name) => long.TryParse(Find(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    /// <summary>The time in the first element of a name; <see cref="DateTimeOffset.MinValue"/> if there is none.</summary>
    /// <param name="name">The name.</param>
    public DateTimeOffset FindTime(string name) =>
        DateTimeOffset.TryParse(Find(name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : default;

    /// <summary>The text of the first element of a name; null where there is none, or nothing in it.</summary>
    /// <param name="name">The name.</param>
    public string? Find(string name) => _children.Find(child => child.Name == name)?.Text is { Length: > 0 } text ? text : null;
}
