using System.Globalization;
using DataLakeTools.Core.Reporting;

namespace DataLakeTools;

/// <summary>What the receipts of one command say together.</summary>
/// <param name="clock">Measures the time from here on.</param>
internal sealed class ReceiptSummary(TimeProvider clock)
{
    // Fewer can be read as they are.
    private const int FewFiles = 3;

    private readonly long _started = clock.GetTimestamp();
    private readonly SortedDictionary<string, int> _statuses = new(StringComparer.Ordinal);
    private int _files;
    private long _records;
    private long _rows;
    private long _bytes;

    /// <summary>Whether there are so many receipts that a line helps.</summary>
    public bool IsWorthALine => _files > FewFiles;

    /// <summary>Adds a receipt.</summary>
    public void Add(Receipt receipt)
    {
        var status = receipt.Status.ToString();
        _statuses[status] = _statuses.GetValueOrDefault(status) + 1;
        _files++;
        _records += receipt.Records ?? 0;
        _rows += receipt.Rows ?? 0;
        _bytes += receipt.Size;
    }

    /// <summary>One line for people.</summary>
    public override string ToString()
    {
        var held = string.Concat(Held(_rows, "row"), Held(_records, "record"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Count.Of(_files, "file")} in {clock.GetElapsedTime(_started).TotalSeconds:0.0} s: {string.Join(", ", _statuses.Select(status => $"{status.Value} {status.Key}"))}; {held}{HumanSize.Of(_bytes)}.");

        static string Held(long count, string what) => count == 0 ? string.Empty : $"{Count.Of(count, what)}, ";
    }
}
