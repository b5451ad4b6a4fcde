using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Http;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Raw;

/// <summary>Files that change after they were checked, when their parts are read again to be sent.</summary>
public sealed class S3ChangingSourceTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const int MiB = 1024 * 1024;

    private static readonly byte[] Large = LocalFolder.Rows(12_000_000);

    // More than is kept in memory, less than a part.
    private static readonly byte[] Middling = LocalFolder.Rows(2_000_000);

    [Theory]
    [InlineData(0)]
    [InlineData(3_000_000)]
    [InlineData((5 * MiB) - 1)]
    public async Task A_part_that_is_rewritten_after_its_check_is_not_sent(int position)
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", Large);

        var failure = await Writes.FailsAsync(DataLakeError.SourceChanged, () => SendAsync(lake, path, () => Rewrite(path, position)));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
        Assert.DoesNotContain(lake.Server.Requests.Of("UploadPart"), request => request.PartNumber == 1 && request.Status == 200);
    }

    [Fact]
    public async Task A_file_of_one_PUT_that_is_rewritten_after_its_check_is_not_sent()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", Middling);

        await Writes.FailsAsync(DataLakeError.SourceChanged, () => SendAsync(lake, path, () => Rewrite(path, 1_000_000)));

        Assert.Empty(lake.Objects);
    }

    [Theory]
    [InlineData("UploadPart")]
    [InlineData("PutObject")]
    public async Task A_file_that_is_rewritten_between_two_attempts_is_not_sent(string operation)
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", operation == "PutObject" ? Middling : Large);

        // Parts are sent side by side; the first is the one that is rewritten.
        lake.Server.Faults.Add(request => request.Operation == operation && request.PartNumber is null or 1, S3Fault.InternalError());

        await Writes.FailsAsync(DataLakeError.SourceChanged, () => SendAsync(lake, path, whenRefused: () => Rewrite(path, 100)));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
        Assert.InRange(lake.Reporter.Reports.Last().BytesDone, 0, new FileInfo(path).Length - 1);
    }

    [Fact]
    public async Task An_attempt_that_fails_reads_its_part_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        lake.Server.Faults.Add("UploadPart", S3Fault.Reset(3 * MiB));
        lake.Server.Faults.Add("UploadPart", S3Fault.InternalError().Times(2));

        var receipt = await SendAsync(lake, local.Write("movies.csv", Large));

        Assert.Equal((ReceiptStatus.Uploaded, true, 3), (receipt.Status, receipt.Verified, receipt.Parts));
        Assert.Equal(Large, lake.Objects[Key]);
        Assert.Equal(Large.Length, lake.Reporter.Reports.Last().BytesDone);
    }

    [Fact]
    public async Task A_PUT_that_got_through_although_its_answer_was_lost_is_uploaded_whatever_the_file_is_by_then()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", Middling);
        lake.Server.Faults.Add("PutObject", S3Fault.LoseAnswer());

        Assert.Equal(ReceiptStatus.Uploaded, (await SendAsync(lake, path, whenRefused: () => Rewrite(path, 100))).Status);
        Assert.Equal(Middling, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_file_that_grows_after_its_last_byte_was_checked_is_not_published()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", Large);
        lake.Server.Faults.Add("UploadPart", S3Fault.InternalError());

        await Writes.FailsAsync(DataLakeError.SourceChanged, () => SendAsync(lake, path, whenRefused: () => Append(path)));

        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    private static Task<Receipt> SendAsync(S3TestLake lake, string path, Action? afterFirstPart = null, Action? whenRefused = null) => new RawCsvSender(
        new HookedStore(lake.Open(options => options with { RequestSent = report => TellOf(report, whenRefused) }), afterFirstPart ?? (() => { })),
        new RawCsvOptions { Date = new DateOnly(2022, 5, 2) },
        lake.Reporter,
        TimeProvider.System).SendAsync(path, CancellationToken.None);

    // Told before the request is sent again.
    private static void TellOf(RequestReport report, Action? whenRefused)
    {
        if (report.Method == "PUT" && report.Status is null or 500)
        {
            whenRefused?.Invoke();
        }
    }

    // As another program would, which no advisory lock of .NET holds back.
    private static void Append(string path)
    {
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        RandomAccess.Write(file, "9|c|d\r\n"u8, RandomAccess.GetLength(file));
    }

    // As a program that changes one byte would, and hides it: neither size nor time tell.
    private static void Rewrite(string path, int position)
    {
        var modified = File.GetLastWriteTimeUtc(path);
        using (var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            var octet = new byte[1];
            RandomAccess.Read(file, octet, position);
            octet[0] ^= 1;
            RandomAccess.Write(file, octet, position);
        }

        File.SetLastWriteTimeUtc(path, modified);
    }
}
