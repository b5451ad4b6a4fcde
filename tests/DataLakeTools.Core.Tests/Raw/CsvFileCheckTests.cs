using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tests.Storage;

namespace DataLakeTools.Core.Tests.Raw;

public sealed class CsvFileCheckTests
{
    [Fact]
    public void A_file_that_was_checked_is_finished_with_all_its_bytes()
    {
        using var local = new LocalFolder();
        var content = LocalFolder.Rows(700_000);
        var reporter = new RecordingReporter();

        var summary = CsvFileCheck.Run(local.Write("movies.csv", content), default(CsvScanOptions), reporter, TimeProvider.System, CancellationToken.None);

        Assert.True(summary.IsValid);
        var last = Assert.Single(reporter.Reports, report => report.IsCompleted);
        Assert.Equal(("Checking", "movies.csv", content.LongLength, content.LongLength), (last.Activity, last.Name, last.BytesDone, last.BytesTotal));
    }
}
