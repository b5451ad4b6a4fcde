using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Answers;

/// <summary>A page of answers.</summary>
/// <param name="Day">The day as of which its tables are.</param>
/// <param name="Html">The page, one file in UTF-8.</param>
public sealed record DashboardPage(DateOnly Day, ReadOnlyMemory<byte> Html)
{
    internal Checksum Checksum
    {
        get
        {
            var checksum = default(Crc32C);
            checksum.Append(Html.Span);
            return Checksum.OfCrc32C(checksum.Value);
        }
    }
}
