using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace DataLakeTools.TestServers.S3;

/// <summary>XML as S3 writes and reads it.</summary>
internal static class S3Xml
{
    private static readonly XNamespace Space = "http://s3.amazonaws.com/doc/2006-03-01/";

    // Keys may hold characters that XML 1.0 forbids; S3 sends them as references and so does this.
    private static readonly XmlWriterSettings Written = new() { Encoding = new UTF8Encoding(false), CheckCharacters = false };

    /// <summary>An element of S3's namespace. Content that is null is left out.</summary>
    public static XElement Element(string name, params object?[] content) => new(Space + name, content.Select(Text));

    public static XElement Error(S3ErrorException error, string resource) => new("Error",
        new XElement("Code", error.Code),
        new XElement("Message", error.Message),
        error.Details.Select(detail => new XElement(detail.Name, detail.Value)),
        new XElement("Resource", resource));

    public static ReadOnlyMemory<byte> Bytes(XElement document, string requestId)
    {
        if (document.Name == "Error")
        {
            document.SetElementValue("RequestId", requestId);
            document.SetElementValue("HostId", "stand-in/" + requestId);
        }

        var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, Written))
        {
            document.Save(writer);
        }

        return stream.GetBuffer().AsMemory(0, (int)stream.Length);
    }

    /// <summary>The root element, or MalformedXML. Clients send it with and without the namespace.</summary>
    public static XElement Read(byte[] body, string root)
    {
        try
        {
            using var reader = XmlReader.Create(new MemoryStream(body), new() { CheckCharacters = false, DtdProcessing = DtdProcessing.Prohibit });
            var element = XElement.Load(reader);
            return element.Name.LocalName == root ? element : throw S3Errors.MalformedXml();
        }
        catch (XmlException)
        {
            throw S3Errors.MalformedXml();
        }
    }

    public static IEnumerable<XElement> Children(this XElement element, string name) =>
        element.Elements().Where(child => child.Name.LocalName == name);

    public static string? Value(this XElement element, string name) => element.Children(name).FirstOrDefault()?.Value;

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static object? Text(object? content) => content switch
    {
        bool value => value ? "true" : "false",
        DateTimeOffset time => Time(time),
        _ => content,
    };
}
