using System.Net.Http.Headers;

namespace DataLakeTools.TestServers.S3;

internal readonly record struct ByteRange(long From, long Length)
{
    /// <summary>Null when there is no range, or one that S3 ignores (not bytes, several, not well formed).</summary>
    public static ByteRange? Parse(string? header, long size)
    {
        if (!RangeHeaderValue.TryParse(header, out var value) || value.Unit != "bytes" || value.Ranges.Count != 1)
        {
            return null;
        }

        var range = value.Ranges.Single();
        var from = range.From ?? Math.Max(0, size - range.To!.Value);
        var to = range.From is null ? size - 1 : Math.Min(range.To ?? long.MaxValue, size - 1);
        return from >= size || to < from ? throw S3Errors.InvalidRange(header!, size) : new(from, to - from + 1);
    }
}
