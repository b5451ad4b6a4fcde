using System.Xml.Linq;
using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Stores that do some things otherwise than S3: what they refuse is left out, and what that costs is said.</summary>
public sealed class S3DialectTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Small = Content.Of(2_000);
    private static readonly byte[] Other = Content.Of(2_000, seed: 2);
    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);
    private static readonly byte[] OtherLarge = Content.Of((2 * S3TestLake.PartSize) + 17, seed: 2);

    [Fact]
    public async Task Where_a_store_knows_no_conditions_its_keys_are_looked_at_before_and_after_each_write()
    {
        await using var lake = await WithoutConditionsAsync();
        var store = lake.Open();

        var first = await store.WriteAsync(Key, Small);
        var second = await store.WriteAsync(Key + "2", Small);

        Assert.True(first is { IsUnconditional: true, Verified: true, Outcome: UploadOutcome.Written });
        Assert.True(second.IsUnconditional);
        Assert.Equal(Small, lake.Objects[Key]);
        Assert.Equal(["PutObject", "HeadObject", "PutObject", "HeadObject", "HeadObject", "PutObject", "HeadObject"], lake.Server.Requests.Select(request => request.Operation).Skip(1));
        Assert.Contains("knows no conditional writes", Assert.Single(lake.Reporter.Warnings), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PutObject", false)]
    [InlineData("CompleteMultipartUpload", true)]
    public async Task Without_conditions_a_write_whose_answer_was_lost_is_said_to_be_without_them(string operation, bool isLarge)
    {
        await using var lake = await WithoutConditionsAsync();
        var store = lake.Open();
        await store.WriteAsync(Key + "2", Small);
        lake.Server.Faults.Add(request => request.Operation == operation && request.Header("If-None-Match") is null, S3Fault.LoseAnswer().Always());

        var stored = await store.WriteAsync(Key, isLarge ? Large : Small);

        Assert.True(stored is { IsUnconditional: true, Outcome: UploadOutcome.Written });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Without_conditions_a_write_that_was_confirmed_is_said_to_be_ours_though_the_look_after_it_failed(bool isLarge)
    {
        await using var lake = await WithoutConditionsAsync();
        var store = lake.Open(options => options with { MaxRetries = 1 });
        await store.WriteAsync(Key + "2", Small);
        lake.Server.Faults.Add(IsHeadOfKey, S3Fault.InternalError().Skip(1).Times(2));

        var stored = await store.WriteAsync(Key, isLarge ? Large : Small);

        Assert.True(stored is { IsUnconditional: true, Outcome: UploadOutcome.Written });
        Assert.Equal(isLarge ? Large : Small, lake.Objects[Key]);
        Assert.Equal(0, lake.Server.Requests.Count(request => request.Operation == "AbortMultipartUpload"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_refuses_the_condition_of_a_removal_removes_what_was_found_and_nothing_else(bool isSame)
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, Small);
        var seen = await store.SeeAsync(Key);
        lake.Server.Faults.Add("DeleteObject", S3Fault.Answer(501, "NotImplemented", "A header you provided implies functionality that is not implemented: If-Match"));
        if (!isSame)
        {
            // After the first look, and before the second.
            lake.Server.Faults.Add("HeadObject", S3Fault.Before("Other", async (_, stop) => await lake.Open().WriteAsync(Key, Other, WriteCondition.IfUnchanged(seen), stop)).Skip(1));
        }

        Assert.Equal(isSame, await store.TryDeleteAsync(seen, CancellationToken.None));

        Assert.Equal(!isSame, lake.Objects.ContainsKey(Key));
    }

    [Fact]
    public async Task An_object_whose_removal_lost_its_answer_is_gone_and_no_other_object()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, Small);
        var seen = await store.SeeAsync(Key);
        lake.Server.Faults.Add("DeleteObject", S3Fault.LoseAnswer());

        Assert.True(await store.TryDeleteAsync(seen, CancellationToken.None));

        Assert.False(lake.Objects.ContainsKey(Key));
        Assert.Equal(2, lake.Server.Requests.Of("DeleteObject").Count);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Without_conditions_a_stop_in_the_look_after_a_write_says_that_it_was_written(bool isLarge, bool isSecondLook)
    {
        await using var lake = await WithoutConditionsAsync();
        var store = lake.Open(options => options with { MaxRetries = 0 });
        await store.WriteAsync(Key + "2", Small);
        using var stop = new CancellationTokenSource();
        if (isSecondLook)
        {
            lake.Server.Faults.Add(IsHeadOfKey, S3Fault.Answer(500, "InternalError", "Not now.").Skip(1));
        }

        lake.Server.Faults.Add(IsHeadOfKey, S3Fault.Before("Stop", (_, _) => stop.CancelAsync()).Skip(1));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(Key, isLarge ? Large : Small, cancellation: stop.Token));

        Assert.Equal(isLarge ? Large : Small, lake.Objects[Key]);
        Assert.Contains(lake.Reporter.Warnings, warning => warning.Contains(Key, StringComparison.Ordinal) && warning.Contains("S3 has confirmed that it was written", StringComparison.Ordinal));
        Assert.Equal(0, lake.Server.Requests.Count(request => request.Operation == "AbortMultipartUpload"));
    }

    [Fact]
    public async Task Without_conditions_an_object_that_is_there_is_not_overwritten()
    {
        await using var lake = await WithoutConditionsAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, Small);
        var seen = await store.SeeAsync(Key);

        await Writes.FailsAsync(DataLakeError.ObjectExists, () => store.WriteAsync(Key, Other));
        Assert.Equal(UploadOutcome.SameAlreadyThere, (await store.WriteAsync(Key, Small)).Outcome);

        Assert.True((await store.WriteAsync(Key, Other, WriteCondition.IfUnchanged(seen))).IsUnconditional);
        await Writes.FailsAsync(DataLakeError.ObjectChanged, () => store.WriteAsync(Key, Small, WriteCondition.IfUnchanged(seen)));
        Assert.Equal(Other, lake.Objects[Key]);
    }

    [Fact]
    public async Task Without_conditions_a_writer_at_the_same_time_is_seen_after_the_write()
    {
        await using var lake = await WithoutConditionsAsync();
        var theirs = lake.Open();
        lake.Server.Faults.Add(request => request.Operation == "PutObject" && request.Header("If-None-Match") is null, S3Fault.After("Somebody else", async (_, stop) =>
        {
            await theirs.DeleteAsync(Key, stop);
            await theirs.WriteAsync(Key, Other, cancellation: stop);
        }));

        var failure = await Writes.FailsAsync(DataLakeError.ObjectChanged, () => lake.Open().WriteAsync(Key, Small));

        Assert.Contains("another writer at the same time", failure.Message, StringComparison.Ordinal);
        Assert.Equal(Other, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_store_that_only_refuses_the_condition_of_a_replacement_is_looked_at_too()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, Large);

        // Swift holds If-Match against the list of the parts.
        lake.Server.Faults.Add(request => request.Header("If-Match") is not null, S3Fault.Answer(412, "PreconditionFailed").Always());
        var replaced = await store.WriteAsync(Key, OtherLarge, WriteCondition.IfUnchanged(await store.SeeAsync(Key)));

        Assert.True(replaced is { IsUnconditional: true, Verified: true });
        Assert.Equal(OtherLarge, lake.Objects[Key]);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_condition_that_does_not_hold_is_no_peculiarity()
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        await store.WriteAsync(Key, Small);
        var seen = await store.SeeAsync(Key);
        await store.WriteAsync(Key, Other, WriteCondition.IfUnchanged(seen));

        await Writes.FailsAsync(DataLakeError.ObjectChanged, () => store.WriteAsync(Key, Large, WriteCondition.IfUnchanged(seen)));

        Assert.Equal(Other, lake.Objects[Key]);
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Fact]
    public async Task A_store_that_passes_over_the_condition_of_a_completion_does_not_overwrite_what_came_meanwhile()
    {
        await using var lake = await S3TestLake.StartAsync();
        var theirs = lake.Open();
        lake.Server.Faults.Add(
            request => request.Operation == "UploadPart", S3Fault.Before("Somebody else", async (_, stop) => await theirs.WriteAsync(Key, Other, cancellation: stop)));

        // Ceph 16 takes the header and does not hold it.
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.IgnoreCondition().Always());
        await Writes.FailsAsync(DataLakeError.ObjectExists, () => lake.Open().WriteAsync(Key, Large));

        Assert.Equal(Other, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_store_that_compares_ETags_without_their_quotes_is_sent_them_so()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.Header("If-Match")?.StartsWith('"') == true, S3Fault.Answer(412, "PreconditionFailed").Always());
        var store = lake.Open();
        await store.WriteAsync(Key, Small);

        var replaced = await store.WriteAsync(Key, Other, WriteCondition.IfUnchanged(await store.SeeAsync(Key)));
        var again = await store.WriteAsync(Key, Large, WriteCondition.IfUnchanged(await store.SeeAsync(Key)));

        Assert.False(replaced.IsUnconditional);
        Assert.False(again.IsUnconditional);
        Assert.Equal(Large, lake.Objects[Key]);
        Assert.Single(lake.Server.Requests, request => request.Status == 412);
    }

    [Theory]
    [InlineData("PutObject", 501, "NotImplemented", "Header 'x-amz-checksum-crc32c' with value 'x' not implemented")]
    [InlineData("UploadPart", 400, "InvalidArgument", "Unsupported header 'x-amz-checksum-crc32c' received for this API call.")]
    [InlineData("CreateMultipartUpload", 501, "NotImplemented", "Header 'x-amz-checksum-algorithm' with value 'CRC32C' not implemented")]
    [InlineData("CompleteMultipartUpload", 400, "MalformedXML", "The XML you provided was not well-formed")]
    [InlineData("HeadObject", 400, null, "")]
    public async Task Checksums_that_a_store_refuses_are_left_out_and_MD5_proves_what_was_sent(string operation, int status, string? code, string message)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.Operation == operation && HasChecksums(request), S3Fault.Answer(status, code ?? string.Empty, message).Always());
        lake.Server.Faults.Add(_ => true, S3Fault.WithoutChecksums().Always());
        var store = lake.Open();

        var written = await store.WriteAsync(Key, operation == "PutObject" ? Small : Large);

        Assert.True(written.Verified);
        Assert.Equal(written.Checksum, Checksum.OfCrc32C(DataLakeTools.S3.Checksums.Crc32C.Compute(operation == "PutObject" ? Small : Large)));
        Assert.NotNull(await store.FindAsync(Key, CancellationToken.None));
        Assert.Equal(operation == "PutObject" ? Small : Large, await store.ReadAsync(Key));
        Assert.InRange(lake.Server.Requests.Count(request => request.Status == status), 1, operation == "UploadPart" ? 3 : 1);
        Assert.Contains(lake.Reporter.Told, told => told.Contains("does not take CRC-32C", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_has_another_reason_is_told_as_it_was()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.Answer(501, "NotImplemented", "Object tagging is not supported.").Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => lake.Open().WriteAsync(Key, Small));

        Assert.Contains("Object tagging is not supported", failure.Message, StringComparison.Ordinal);
        Assert.Single(lake.Server.Requests.Of("PutObject"));
        Assert.Empty(lake.Reporter.Warnings);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_store_that_lists_as_the_first_version_did_is_listed_whole(bool saysNext)
    {
        await using var lake = await S3TestLake.StartAsync();
        var store = lake.Open();
        var keys = Enumerable.Range(0, 7).Select(number => $"Raw/{number} & more.csv").ToArray();
        foreach (var key in keys)
        {
            await store.WriteAsync(key, Small);
        }

        lake.Server.Faults.Add(request => request.Operation.StartsWith("ListObjects", StringComparison.Ordinal), S3Fault.OtherWords(document => FirstVersion(document, saysNext)).Always());
        var listed = new List<string>();
        await foreach (var found in store.ListAsync(string.Empty, CancellationToken.None))
        {
            listed.Add(found.Key);
        }

        Assert.Equal(keys, listed);
        Assert.Equal(4, lake.Server.Requests.Count(request => request.Operation.StartsWith("ListObjects", StringComparison.Ordinal)));
    }

    private static bool IsHeadOfKey(DataLakeTools.TestServers.S3.S3Request request) => request.Operation == "HeadObject" && request.Key == $"{S3TestLake.Prefix}/{Key}";

    private static bool HasChecksums(DataLakeTools.TestServers.S3.S3Request request) =>
        new[] { "x-amz-checksum-crc32c", "x-amz-checksum-algorithm", "x-amz-checksum-mode", "x-amz-checksum-type" }.Any(name => request.Header(name) is not null);

    // Two keys a page, as a server does that has never heard of list-type.
    private static string FirstVersion(string document, bool saysNext)
    {
        var page = XDocument.Parse(document).Root!;
        var space = page.Name.Namespace;
        page.Elements(space + "KeyCount").Remove();
        page.Elements(space + "NextMarker").Remove();
        var isCut = page.Elements(space + "Contents").Count() > 2;
        page.Elements(space + "Contents").Skip(2).Remove();
        page.Element(space + "IsTruncated")!.Value = isCut ? "true" : "false";
        if (page.Element(space + "Marker") is null)
        {
            page.Add(new XElement(space + "Marker"));
        }

        if (isCut && saysNext)
        {
            page.Add(new XElement(space + "NextMarker", page.Elements(space + "Contents").Last().Element(space + "Key")!.Value));
        }

        return page.ToString();
    }

    private static async Task<S3TestLake> WithoutConditionsAsync()
    {
        var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(
            request => request.Method == "PUT" && (request.Header("If-None-Match") ?? request.Header("If-Match")) is not null,
            S3Fault.Answer(501, "NotImplemented", "Conditional object PUTs are not supported.").Always());
        return lake;
    }
}
