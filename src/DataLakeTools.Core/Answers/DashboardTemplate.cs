using System.IO.Compression;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Answers;

/// <summary>The page without its answers: what the folder <c>page</c> of the repository is built into, where Node is there.</summary>
/// <param name="Html">The page, UTF-8.</param>
internal sealed record DashboardTemplate(ReadOnlyMemory<byte> Html)
{
    private const string Resource = "dashboard.html.br";

    /// <summary>The template that was built into this program.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.PageNotBuilt"/>.</exception>
    public static DashboardTemplate Load()
    {
        using var compressed = typeof(DashboardTemplate).Assembly.GetManifestResourceStream(Resource) ?? throw new DataLakeException(
            DataLakeError.PageNotBuilt,
            "This build of the program has no page that answers could be put into.",
            "Packages have it. A build of one's own makes it where Node and npm are there.",
            "dashboard.html");
        using var page = new BrotliStream(compressed, CompressionMode.Decompress);
        using var html = new MemoryStream();
        page.CopyTo(html);
        return new DashboardTemplate(html.ToArray());
    }

    /// <summary>The page with a document in the place of the template's mark.</summary>
    /// <param name="document">The document.</param>
    /// <exception cref="InvalidOperationException">The template has no mark, or several.</exception>
    public byte[] With(ReadOnlyMemory<byte> document)
    {
        var mark = "@@DOCUMENT@@"u8;
        var place = Html.Span.IndexOf(mark);
        var rest = place < 0 ? default : Html[(place + mark.Length)..];
        if (place < 0 || rest.Span.IndexOf(mark) >= 0)
        {
            throw new InvalidOperationException("The template of the page does not have its mark exactly once.");
        }

        return [.. Html.Span[..place], .. document.Span, .. rest.Span];
    }
}
