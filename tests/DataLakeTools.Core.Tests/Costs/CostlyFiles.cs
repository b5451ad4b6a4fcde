using System.Text;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage;

namespace DataLakeTools.Core.Tests.Costs;

/// <summary>Good CSV files of any size, and the sender of the product.</summary>
internal sealed class CostlyFiles : IDisposable
{
    private const string Header = "id|titulo|nota\r\n";
    private const string Row = "tt0000001|a title of some length|7.1\r\n";

    private readonly string _root = Directory.CreateTempSubdirectory("datalake-costs-").FullName;

    public static RawCsvSender SenderTo(ILakeStore store) => new(
        store, new RawCsvOptions { Date = new DateOnly(2022, 5, 2), Specification = "Movies" }, new RecordingReporter(), TimeProvider.System);

    public string Write(string name, int size, string header = Header)
    {
        var path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Row, 1000)));
        using var file = File.Create(path);
        file.Write(Encoding.UTF8.GetBytes(header));
        for (var left = size; left > 0; left -= rows.Length)
        {
            file.Write(rows.AsSpan(0, Math.Min(rows.Length, left / Row.Length * Row.Length)));
        }

        return path;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);
}
