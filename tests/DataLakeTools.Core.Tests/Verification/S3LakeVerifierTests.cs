using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Raw;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.S3;
using DataLakeTools.Core.Verification;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Verification;

public sealed class S3LakeVerifierTests : LakeVerifierTests
{
    protected override async Task<TestLake> StartAsync() => await S3TestLake.StartAsync();

    [Fact]
    public async Task A_receipt_costs_one_look_and_no_download()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var receipt = await SendAsync(lake, local.Write("movies.csv", LocalFolder.Rows(11_000_000)));
        var before = lake.Server.Requests.Count;

        Assert.Empty(await TestAsync(lake, new LakeExpectation(receipt.Key) { Size = receipt.Size, Checksum = receipt.Checksum }));

        Assert.Equal(["HeadBucket", "HeadObject"], lake.Server.Requests.Skip(before).Select(request => request.Operation));
    }

    [Fact]
    public async Task Bytes_that_rot_behind_their_checksum_are_found_by_reading_them()
    {
        await using var lake = await S3TestLake.StartAsync();
        using var local = new LocalFolder();
        var receipt = await SendAsync(lake, local.Write("movies.csv", LocalFolder.Rows(11_000_000)));
        lake.Server.Faults.Add("HeadObject", S3Fault.CorruptStored());

        Assert.Empty(await TestAsync(lake, new LakeExpectation(receipt.Key) { Checksum = receipt.Checksum }));
        Assert.Contains(LakeFindingKind.ChecksumMismatch, Kinds(await TestAsync(lake, new LakeObjectQuery(), deep: true)));
        Assert.Equal(
            [LakeFindingKind.ChecksumMismatch, LakeFindingKind.ContentDiffers],
            Kinds(await TestAsync(lake, new LakeExpectation(receipt.Key) { Checksum = receipt.Checksum }, deep: true)));
    }
}
