using System.Diagnostics;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Raw;

public sealed class UnsizedSourceTests
{
    [SkippableTheory]
    [InlineData("/proc/cpuinfo")]
    [InlineData("/dev/zero")]
    public void A_source_that_hides_its_size_is_refused_and_not_taken_for_empty(string path)
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs the special files of Linux.");

        var refusal = Assert.Throws<DataLakeException>(() => CsvFileCheck.Run(path, default(CsvScanOptions), SilentReporter.Instance, TimeProvider.System, CancellationToken.None));

        Assert.Equal(DataLakeError.SourceUnreadable, refusal.Error);
    }

    [SkippableFact]
    public async Task A_pipe_is_refused_and_not_waited_for()
    {
        Skip.If(OperatingSystem.IsWindows(), "Needs the named pipes of Unix.");
        using var local = new LocalFolder();
        var pipe = Path.Combine(local.Root, "movies.csv");
        using (var make = Process.Start("mkfifo", pipe))
        {
            await make.WaitForExitAsync();
        }

        await using var store = LakeStore.Open(LakeAddress.Parse(local.Root), new LakeStoreOptions(), SilentReporter.Instance);

        foreach (var open in (Action[])[
            () => CsvFileCheck.Run(pipe, default(CsvScanOptions), SilentReporter.Instance, TimeProvider.System, CancellationToken.None),
            () => CsvRowFile.Open(pipe, delimiter: null).Dispose()])
        {
            var refusal = Assert.Throws<DataLakeException>(open);
            Assert.Equal(DataLakeError.SourceUnreadable, refusal.Error);
            Assert.Contains("no regular file", refusal.Message, StringComparison.Ordinal);
        }

        await Assert.ThrowsAsync<DataLakeException>(() => store.OpenReadAsync("movies.csv", CancellationToken.None));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/lake")]
    [InlineData("/lake/deep")]
    public void A_lake_that_is_a_file_or_below_one_is_refused(string below)
    {
        var file = Path.GetTempFileName();
        try
        {
            var refusal = Assert.Throws<DataLakeException>(() => LakeStore.Open(LakeAddress.Parse(file + below), new LakeStoreOptions(), SilentReporter.Instance));

            Assert.Equal(DataLakeError.InvalidLakeAddress, refusal.Error);
            Assert.Contains($"'{file}' is a file, not a folder", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
