using System.Text;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

public sealed class S3ReadingTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    [Fact]
    public async Task Reading_goes_on_where_the_connection_broke()
    {
        await using var lake = await S3TestLake.StartAsync();
        var content = Content.Of(3_000_000);
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", content);
        await using var proxy = new CuttingProxy(lake.Server.Endpoint, answerBytes: 1_000_000);

        var read = await lake.Open(options => options with { EndpointUrl = proxy.Endpoint }).ReadAsync(Key);

        Assert.Equal(content, read);
        Assert.Equal(1, proxy.Cuts);
    }

    [Fact]
    public async Task Reading_does_not_go_on_in_another_object()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", Content.Of(3_000_000));
        await using var proxy = new CuttingProxy(lake.Server.Endpoint, answerBytes: 1_000_000);
        lake.Server.Faults.Add("GetObject", S3Fault.Before("Replaced", (_, _) =>
        {
            lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", Content.Of(3_000_000, seed: 2));
            return Task.CompletedTask;
        }).Skip(1));

        await Writes.FailsAsync(
            DataLakeError.LakeRequestFailed, () => lake.Open(options => options with { EndpointUrl = proxy.Endpoint }).ReadAsync(Key));
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData("Content-Range", "bytes 0-1999999/3000000")]
    [InlineData("Content-Range", "bytes 1000-2999999/3000000")]
    [InlineData("Content-Range", "bytes 1000000-2999999/4000000")]
    [InlineData("ETag", "\"another\"")]
    public async Task An_answer_that_is_not_the_rest_of_the_object_is_never_taken_for_it(string? header, string? value)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", Content.Of(3_000_000));
        await using var proxy = new CuttingProxy(lake.Server.Endpoint, answerBytes: 1_000_000);
        var fault = header is null ? S3Fault.IgnoreRange() : S3Fault.OtherHeader(header, value!);
        lake.Server.Faults.Add("GetObject", fault.Skip(1).Always());

        var failure = await Assert.ThrowsAsync<DataLakeException>(
            () => lake.Open(options => options with { EndpointUrl = proxy.Endpoint }).ReadAsync(Key));

        Assert.Contains(header == "ETag" ? "replaced while it was read" : "the answer is not", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_range_that_was_ignored_once_is_asked_for_again()
    {
        await using var lake = await S3TestLake.StartAsync();
        var content = Content.Of(3_000_000);
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", content);
        await using var proxy = new CuttingProxy(lake.Server.Endpoint, answerBytes: 1_000_000);
        lake.Server.Faults.Add("GetObject", S3Fault.IgnoreRange().Skip(1));

        Assert.Equal(content, await lake.Open(options => options with { EndpointUrl = proxy.Endpoint }).ReadAsync(Key));
    }

    [Fact]
    public async Task An_answer_that_is_refused_gives_its_connection_back()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", Content.Of(64 * 1024 * 1024));
        var store = lake.Open();
        var there = await store.SeeAsync(Key);
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", Content.Of(64 * 1024 * 1024, seed: 2));
        var ended = new TaskCompletionSource();
        lake.Server.Faults.Add("GetObject", S3Fault.IgnoreCondition(() => ended.TrySetResult()));

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.OpenRestAsync(there, 1, CancellationToken.None));
        Assert.Contains("replaced while it was read", failure.Message, StringComparison.Ordinal);

        // The server has more to send than any buffer holds, so only the client can end the answer.
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task A_listing_of_many_pages_is_whole()
    {
        await using var lake = await S3TestLake.StartAsync();
        var keys = Enumerable.Range(0, 2100).Select(number => $"Raw/{number:d5}.csv").ToArray();
        foreach (var key in keys)
        {
            lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{key}", [1]);
        }

        var listed = new List<string>();
        await foreach (var found in lake.Open().ListAsync("Raw/", CancellationToken.None))
        {
            listed.Add(found.Key);
        }

        Assert.Equal(keys, listed);
    }

    [Theory]
    [InlineData("", "does not say where it goes on")]
    [InlineData("<NextContinuationToken>UmF3</NextContinuationToken>", "does not go on")]
    public async Task A_listing_that_is_cut_off_and_cannot_go_on_is_an_error_and_no_shorter_listing(string token, string reason)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", [1]);
        lake.Server.Faults.Add("ListObjectsV2", S3Fault.OtherWords(document => document.Replace(
            "<IsTruncated>false</IsTruncated>", $"<IsTruncated>true</IsTruncated>{token}", StringComparison.Ordinal)).Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => CountAsync(lake.Open()));

        Assert.Contains(reason, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ListMultipartUploads", "<IsTruncated>true</IsTruncated>")]
    [InlineData("ListMultipartUploads", "<IsTruncated>true</IsTruncated><NextKeyMarker>Raw/</NextKeyMarker><NextUploadIdMarker>1</NextUploadIdMarker>")]
    [InlineData("ListParts", "<IsTruncated>true</IsTruncated>")]
    [InlineData("ListParts", "<IsTruncated>true</IsTruncated><NextPartNumberMarker>1</NextPartNumberMarker>")]
    public async Task A_listing_of_uploads_and_their_parts_is_held_to_the_same(string operation, string end)
    {
        await using var lake = await S3TestLake.StartAsync(new());
        await lake.AbandonAsync(Key, Content.Of(S3TestLake.PartSize), [1]);
        lake.Server.Faults.Add(operation, S3Fault.OtherWords(document => Regex.Replace(
            document, "<IsTruncated>.*?</IsTruncated>|<Next[A-Za-z]*Marker>.*?</Next[A-Za-z]*Marker>|<Next[A-Za-z]*Marker ?/>", string.Empty).Replace("</List", $"{end}</List", StringComparison.Ordinal)).Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, async () =>
        {
            await foreach (var upload in lake.Open().ListUnfinishedAsync(CancellationToken.None))
            {
                Assert.NotNull(upload.Key);
            }
        });

        Assert.Contains("may not be whole", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_that_gives_a_page_again_with_another_token_is_an_error()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}/{Key}", [1]);
        var token = 0;

        // The stand-in takes as a token the key after which it goes on: each of these stands before all keys.
        lake.Server.Faults.Add("ListObjectsV2", S3Fault.OtherWords(document => document.Replace(
            "<IsTruncated>false</IsTruncated>", $"<IsTruncated>true</IsTruncated><NextContinuationToken>{Convert.ToBase64String(Encoding.ASCII.GetBytes($"{token++}"))}</NextContinuationToken>", StringComparison.Ordinal)).Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => CountAsync(lake.Open()));

        Assert.Contains("gives the same page again", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_listing_does_not_show_what_is_beside_the_prefix_of_the_lake()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Put(S3TestLake.Bucket, $"{S3TestLake.Prefix}-2/{Key}", [1]);

        await foreach (var found in lake.Open().ListAsync(string.Empty, CancellationToken.None))
        {
            Assert.Fail(found.Key);
        }
    }

    [Fact]
    public async Task Who_may_not_look_may_still_write()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(request => request.Method == "HEAD", S3Fault.AccessDenied().Always());

        await lake.Open().WriteAsync(Key, [1, 2, 3]);

        Assert.Equal([1, 2, 3], lake.Objects[Key]);
    }

    [Fact]
    public async Task Who_may_not_look_is_told_that_something_is_there_and_what_it_takes_to_know_more()
    {
        await using var lake = await S3TestLake.StartAsync();
        await lake.Open().WriteAsync(Key, [1, 2, 3]);
        lake.Server.Faults.Add(request => request.Method == "HEAD", S3Fault.AccessDenied().Always());

        var failure = await Writes.FailsAsync(DataLakeError.AccessDenied, () => lake.Open().WriteAsync(Key, [4, 5, 6]));

        Assert.Contains("whether it is the same is not known", failure.Message, StringComparison.Ordinal);
        Assert.Equal([1, 2, 3], lake.Objects[Key]);
    }

    private static async Task CountAsync(ILakeStore store)
    {
        await foreach (var found in store.ListAsync(string.Empty, CancellationToken.None))
        {
            Assert.NotNull(found.Key);
        }
    }
}
