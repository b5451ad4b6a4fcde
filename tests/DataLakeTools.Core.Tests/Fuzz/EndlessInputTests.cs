using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Tests.Costs;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>What has no end, or goes very deep, must cost little memory or be refused.</summary>
[Collection(nameof(AloneCollection))]
public sealed class EndlessInputTests
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public void A_line_without_an_end_is_checked_in_the_memory_of_a_block()
    {
        var piece = new byte[4 * MiB];
        piece.AsSpan().Fill((byte)'x');
        var scanner = new CsvScanner();
        scanner.Scan("a|b\n1|"u8);
        scanner.Scan(piece);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var count = 0; count < 256; count++)
        {
            scanner.Scan(piece);
        }

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.InRange(allocated, 0, 64 * 1024);
        Assert.Equal(257L * piece.Length + 6, scanner.Complete().Length);
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("a|b\n1|", "x")]
    [InlineData("a,b\n1,\"", "x\n")]
    public void A_row_without_an_end_is_refused(string start, string rest)
    {
        using var endless = new EndlessStream(start, rest);

        var refusal = Assert.Throws<DataLakeException>(() => new CsvRowReader(endless).Read());

        Assert.Equal(DataLakeError.CsvUnreadable, refusal.Error);
        Assert.InRange(endless.BytesRead, 0, 160L * MiB);
    }

    [Theory]
    [InlineData("{\"a\":\"", "x", DataLakeError.RecordTooLarge)]
    [InlineData("[1,[", "1,", DataLakeError.RecordTooLarge)]
    [InlineData("", "[", DataLakeError.InvalidRecord)]
    [InlineData("[", "[", DataLakeError.InvalidRecord)]
    [InlineData("", "{\"a\":", DataLakeError.InvalidRecord)]
    public async Task A_record_without_an_end_is_refused(string start, string rest, DataLakeError error)
    {
        await using var endless = new EndlessStream(start, rest);

        var refusal = await Assert.ThrowsAsync<DataLakeException>(async () =>
        {
            await foreach (var record in new RawJsonReader(endless, "endless") { LongestRecord = 8 * MiB }.ReadAsync())
            {
                Assert.InRange(record.Length, 0, 1);
            }
        });

        Assert.Equal(error, refusal.Error);
        Assert.InRange(endless.BytesRead, 0, 16L * MiB);
    }

    [Theory]
    [InlineData("", " \n")]
    [InlineData("[", "{\"a\":1},\n")]
    public async Task A_file_without_an_end_is_read_in_the_memory_of_a_record(string start, string rest)
    {
        await using var endless = new EndlessStream(start, rest, most: 16 * MiB);
        var most = 0;

        await Assert.ThrowsAnyAsync<DataLakeException>(async () =>
        {
            await foreach (var record in new RawJsonReader(endless, "endless").ReadAsync())
            {
                most = Math.Max(most, record.Length);
            }

            throw new DataLakeException(DataLakeError.InvalidRecord, "The end.", "None.", target: null);
        });

        Assert.InRange(most, 0, 7);
        Assert.InRange(endless.LargestBuffer, 1, 64 * 1024);
    }

    [SkippableFact]
    public void A_device_without_an_end_is_no_settings_and_no_job()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs the devices of Linux.");

        Assert.Equal(DataLakeError.InvalidEnvironmentFile, Assert.Throws<DataLakeException>(() => EnvironmentFile.Read("/dev/zero")).Error);
        Assert.Equal(DataLakeError.InvalidJob, Assert.Throws<DataLakeException>(() => LakeJobReader.Read("/dev/zero")).Error);
    }

    [Fact]
    public void A_job_of_a_million_levels_is_refused()
    {
        var deep = Encoding.UTF8.GetBytes(new string('[', 1_000_000));

        Assert.Equal(DataLakeError.InvalidJob, Assert.Throws<DataLakeException>(() => LakeJobReader.Parse(deep, "job.json")).Error);
    }
}
