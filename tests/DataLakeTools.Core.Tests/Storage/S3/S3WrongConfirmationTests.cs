using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>A server that confirms a finished object with another checksum than was sent.</summary>
public sealed class S3WrongConfirmationTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Small = Content.Of(100_000);
    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);

    public static TheoryData<string, bool> BothWays => new() { { "PutObject", false }, { "CompleteMultipartUpload", true } };

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task An_answer_that_is_wrong_about_a_right_object_is_found_out_by_reading_it(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.WrongChecksum());

        var result = await lake.Open().WriteAsync(Key, isLarge ? Large : Small);

        Assert.Equal((UploadOutcome.Written, true), (result.Outcome, result.Verified));
        Assert.Equal(isLarge ? Large : Small, lake.Objects[Key]);
        Assert.Contains("read back", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_checksum_of_checksums_says_nothing_of_the_whole_and_the_object_is_asked_for_its_own()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.ChecksumOfParts());

        var result = await lake.Open().WriteAsync(Key, Large);

        Assert.Equal((UploadOutcome.Written, true), (result.Outcome, result.Verified));
        Assert.Equal(Large, lake.Objects[Key]);
        Assert.Empty(lake.Server.Requests.Of("GetObject"));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task An_object_that_was_damaged_is_removed_again(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.CorruptTold());

        var failure = await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, isLarge ? Large : Small));

        Assert.Contains("It was removed again.", failure.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_damaged_replacement_is_removed_and_the_loss_is_told()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, [1]);
        lake.Server.Faults.Add("PutObject", S3Fault.CorruptTold());

        var failure = await Writes.FailsAsync(
            DataLakeError.ChecksumMismatch, async () => await store.WriteAsync(Key, Small, WriteCondition.IfUnchanged(await store.SeeAsync(Key))));

        Assert.Contains("what it had replaced is gone", failure.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Objects);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task In_a_bucket_with_versions_only_the_damaged_version_is_removed(string operation, bool isLarge)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.CorruptTold(version: "v-17"));

        var failure = await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, isLarge ? Large : Small));

        Assert.Contains("That version was removed.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("v-17", Assert.Single(lake.Server.Requests.Of("DeleteObject")).Query["versionId"]);
    }

    [Fact]
    public async Task What_somebody_else_has_put_there_since_is_left_alone()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.CorruptTold());
        lake.Server.Faults.Add("GetObject", S3Fault.Before("Somebody else", (_, _) =>
        {
            lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", [7, 7]);
            return Task.CompletedTask;
        }));

        var failure = await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, Small));

        Assert.Contains("Somebody else", failure.Message, StringComparison.Ordinal);
        Assert.Equal([7, 7], lake.Objects[Key]);
    }

    [Theory]
    [InlineData("DeleteObject")]
    [InlineData("GetObject")]
    public async Task What_may_not_be_looked_at_or_removed_is_told(string denied)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.CorruptTold());
        lake.Server.Faults.Add(denied, S3Fault.AccessDenied().Always());

        var failure = await Writes.FailsAsync(DataLakeError.ChecksumMismatch, () => lake.Open().WriteAsync(Key, Small));

        Assert.Contains(denied == "DeleteObject" ? "could not be removed and is still there" : "It was removed again.", failure.Message, StringComparison.Ordinal);
    }
}
