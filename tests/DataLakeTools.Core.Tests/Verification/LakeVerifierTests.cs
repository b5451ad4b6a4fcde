using System.Text;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Verification;
using DataLakeTools.S3.Checksums;

namespace DataLakeTools.Core.Tests.Verification;

public abstract class LakeVerifierTests
{
    protected const string Folder = "Raw/TMDB/JSON/Movies/2022/05/02/";

    protected static readonly DateOnly Date = new(2022, 5, 2);

    protected abstract Task<TestLake> StartAsync();

    [Fact]
    public async Task A_file_that_was_sent_is_there_byte_for_byte()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", LocalFolder.Rows(100_000));
        var receipt = await SendAsync(lake, path);

        foreach (var deep in (bool[])[false, true])
        {
            Assert.Empty(await TestAsync(lake, new LakeExpectation(receipt.Key) { Source = path }, deep));
            Assert.Empty(await TestAsync(lake, new LakeExpectation(receipt.Key) { Size = receipt.Size, Checksum = receipt.Checksum }, deep));
            Assert.Empty(await TestAsync(lake, new LakeObjectQuery(), deep));
        }
    }

    [Fact]
    public async Task What_is_not_there_or_other_than_its_file_is_a_finding()
    {
        await using var lake = await StartAsync();
        using var local = new LocalFolder();
        var path = local.Write("movies.csv", "a|b\n1|2\n");
        var receipt = await SendAsync(lake, path);
        var key = receipt.Key;

        Assert.Equal([LakeFindingKind.Missing], Kinds(await TestAsync(lake, new LakeExpectation(key + ".gone") { Source = path })));
        Assert.Equal([LakeFindingKind.SizeDiffers], Kinds(await TestAsync(lake, new LakeExpectation(key) { Source = local.Write("longer.csv", "a|b\n1|23\n") })));
        var finding = Assert.Single(await TestAsync(lake, new LakeExpectation(key) { Source = local.Write("other.csv", "a|b\n1|3\n") }));

        Assert.Equal((LakeFindingKind.ContentDiffers, key, lake.Address.ToString()), (finding.Kind, finding.Key, finding.Lake));
        Assert.Equal(receipt.Checksum!.ToString(), finding.Actual);
        Assert.Equal(Checksum.OfCrc32C(Crc32C.Compute("a|b\n1|3\n"u8)).ToString(), finding.Expected);
        Assert.Equal(
            [LakeFindingKind.ContentDiffers],
            Kinds(await TestAsync(lake, new LakeExpectation(key) { Size = receipt.Size, Checksum = Checksum.OfCrc32C(7) })));
    }

    [Theory]
    [InlineData("[{\"a\":1},{\"a\":2}]", null)]
    [InlineData("{\"a\":1}\n{\"a\":2}\n", null)]
    [InlineData("{\"a\":1}{\"a\":2}", LakeFindingKind.NotABatch)]
    [InlineData("{\n\"a\":1\n}", LakeFindingKind.NotABatch)]
    [InlineData("[{\"a\":1},{\"a\":\"x\"}]", LakeFindingKind.MixedStructures)]
    [InlineData("[{\"a\":1},{\"b\":1}]", LakeFindingKind.MixedStructures)]
    [InlineData("[{\"a\":1},", LakeFindingKind.InvalidJson)]
    [InlineData("id|title\n", LakeFindingKind.InvalidJson)]
    [InlineData("[]", LakeFindingKind.RecordCount)]
    [InlineData("", LakeFindingKind.RecordCount)]
    public async Task A_JSON_file_keeps_to_the_rules_of_a_batch(string text, LakeFindingKind? kind)
    {
        await using var lake = await StartAsync();
        await PutAsync(lake, Folder + "a.json", Encoding.UTF8.GetBytes(text));

        foreach (var deep in (bool[])[false, true])
        {
            Assert.Equal(kind is { } expected ? [expected] : [], Kinds(await TestAsync(lake, new LakeObjectQuery(), deep)));
        }
    }

    [Theory]
    [InlineData(100, 0)]
    [InlineData(101, 1)]
    public async Task A_batch_has_at_most_100_records(int records, int findings)
    {
        await using var lake = await StartAsync();
        await PutAsync(lake, Folder + "a.json", Encoding.UTF8.GetBytes($"[{string.Join(",\n", Enumerable.Repeat("{\"a\":1}", records))}]"));

        Assert.Equal(Enumerable.Repeat(LakeFindingKind.RecordCount, findings), Kinds(await TestAsync(lake, new LakeObjectQuery())));
    }

    [Theory]
    [InlineData(10_000_000, 0)]
    [InlineData(10_000_001, 1)]
    public async Task A_batch_has_at_most_10_000_000_bytes(int size, int findings)
    {
        await using var lake = await StartAsync();
        var content = new byte[size];
        content.AsSpan().Fill((byte)' ');
        "[{\"a\":1}]"u8.CopyTo(content);
        await PutAsync(lake, Folder + "a.json", content);

        Assert.Equal(Enumerable.Repeat(LakeFindingKind.FileTooLarge, findings), Kinds(await TestAsync(lake, new LakeObjectQuery())));
    }

    [Theory]
    [InlineData("Raw/TMDB/JSON/2022/5/2/a.json")]
    [InlineData("Raw/TMDB/JSON/2022/02/30/a.json")]
    [InlineData("Raw/a.json")]
    [InlineData("Raw/TMDB/JSON/Movies/a.json")]
    public async Task A_key_that_does_not_follow_the_convention_is_a_finding(string key)
    {
        await using var lake = await StartAsync();
        await PutAsync(lake, key, "[{\"a\":1}]"u8.ToArray());

        Assert.Equal([LakeFindingKind.InvalidKey], Kinds(await TestAsync(lake, new LakeObjectQuery())));
        Assert.Equal([LakeFindingKind.Missing], Kinds(await TestAsync(lake, new LakeObjectQuery { From = Date, To = Date })));
    }

    [Fact]
    public async Task A_CSV_that_fails_its_check_is_found_by_reading_it()
    {
        await using var lake = await StartAsync();
        await PutAsync(lake, "Raw/Local/CSV/Movies/2022/05/02/movies.csv", "a|b\n1|2|3\n1\n"u8.ToArray());

        Assert.Empty(await TestAsync(lake, new LakeObjectQuery()));
        var finding = Assert.Single(await TestAsync(lake, new LakeObjectQuery(), deep: true));

        Assert.Equal((LakeFindingKind.InvalidCsv, "line 2: expected 2 fields, found 3; and 1 more"), (finding.Kind, finding.Actual));
    }

    [Fact]
    public async Task A_query_that_nothing_fits_does_not_pass_for_a_good_lake()
    {
        await using var lake = await StartAsync();
        await PutAsync(lake, Folder + "a.json", "[{\"a\":1}]"u8.ToArray());

        var finding = Assert.Single(await TestAsync(lake, new LakeObjectQuery { Origin = "TMDB", Format = "CSV" }));

        Assert.Equal((LakeFindingKind.Missing, "Raw/TMDB/CSV/"), (finding.Kind, finding.Key));
        Assert.Empty(await TestAsync(lake, new LakeObjectQuery { Prefix = "Raw/TMDB/JSON/Mo" }));
        Assert.Equal([LakeFindingKind.Missing], Kinds(await TestAsync(lake, new LakeObjectQuery { Prefix = "Raw/TMDB/JSON/Ser" })));
    }

    [Fact]
    public async Task Verdicts_of_many_objects_come_in_the_order_of_the_keys()
    {
        await using var lake = await StartAsync();
        for (var file = 0; file < 40; file++)
        {
            await PutAsync(lake, $"{Folder}{file:000}.json", file % 3 == 0 ? "[{}"u8.ToArray() : "[{\"a\":1}]"u8.ToArray());
        }

        var findings = await TestAsync(lake, new LakeObjectQuery());

        Assert.Equal(Enumerable.Range(0, 40).Where(file => file % 3 == 0).Select(file => $"{Folder}{file:000}.json"), findings.Select(finding => finding.Key));
    }

    protected static IEnumerable<LakeFindingKind> Kinds(IEnumerable<LakeFinding> findings) => findings.Select(finding => finding.Kind);

    protected static async Task<IReadOnlyList<LakeFinding>> TestAsync(TestLake lake, LakeExpectation expected, bool deep = false)
    {
        var verdict = await Verifier(lake, deep).TestAsync(expected, CancellationToken.None);
        Assert.Null(verdict.Error);
        return verdict.Findings;
    }

    protected static async Task<IReadOnlyList<LakeFinding>> TestAsync(TestLake lake, LakeObjectQuery query, bool deep = false)
    {
        var findings = new List<LakeFinding>();
        await foreach (var verdict in Verifier(lake, deep).TestAsync(query, CancellationToken.None))
        {
            Assert.Null(verdict.Error);
            findings.AddRange(verdict.Findings);
        }

        return findings;
    }

    protected static LakeVerifier Verifier(TestLake lake, bool deep) =>
        new(lake.Open(), new LakeVerifierOptions { Deep = deep, ThrottleLimit = 4 }, SilentReporter.Instance);

    protected static async Task<Receipt> SendAsync(TestLake lake, string path) =>
        await new RawCsvSender(lake.Open(), new RawCsvOptions { Date = Date }, SilentReporter.Instance, TimeProvider.System).SendAsync(path, CancellationToken.None);

    protected static async Task PutAsync(TestLake lake, string key, byte[] content)
    {
        await using var upload = lake.Open().BeginUpload(new LakeWrite(key, content.Length, WriteCondition.IfAbsent, "application/octet-stream"));
        for (var offset = 0; offset < content.Length;)
        {
            var part = await upload.RentAsync(CancellationToken.None);
            var next = Math.Min(part.Window.Length, content.Length - offset);
            content.AsMemory(offset, next).CopyTo(part.Window);
            part.Advance(next);
            offset += next;
            await upload.SubmitAsync(part, CancellationToken.None);
        }

        await upload.CommitAsync(CancellationToken.None);
    }
}
