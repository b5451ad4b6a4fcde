using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Ingestion;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Ingestion;

public sealed class UnsizedSourceTests
{
    [SkippableTheory]
    [InlineData("/proc/cpuinfo")]
    [InlineData("/dev/zero")]
    public void A_source_that_hides_its_size_is_refused_and_not_taken_for_empty(string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs the special files of Linux.");

        var refusal = Assert.Throws<DataLakeException>(() => RawCsvCheck.Run(path, default(CsvScanOptions), progress: null, CancellationToken.None));

        Assert.Equal(DataLakeError.SourceUnreadable, refusal.Error);
    }

    [Fact]
    public void A_lake_that_is_a_file_is_refused_as_one()
    {
        var file = Path.GetTempFileName();
        try
        {
            var refusal = Assert.Throws<DataLakeException>(() => LakeStore.Open(LakeAddress.Parse(file), new LakeStoreOptions(), SilentReporter.Instance));

            Assert.Equal(DataLakeError.InvalidLakeAddress, refusal.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
