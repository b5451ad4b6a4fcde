using System.Text;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>Local files of one test.</summary>
internal sealed class LocalFolder : IDisposable
{
    public const string Movies = "id|titulo|nota\r\n1|Trevor \\Broom\\ Bruttenholm|\\N\r\n2|a \"quoted\" title, with commas|7.1\r\n";

    public string Root { get; } = Directory.CreateTempSubdirectory("datalake-local-").FullName;

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] content)
    {
        var path = Path.Combine(Root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>A good CSV of about this size.</summary>
    public static byte[] Rows(int size)
    {
        var text = new StringBuilder("id|titulo|nota\r\n", size + 100);
        for (var row = 0; text.Length < size; row++)
        {
            text.Append(row).Append("|a title of some length|").Append(row % 10).Append("\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
