using DataLakeTools.Core.Storage;
using DataLakeTools.S3.Checksums;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>What servers answer to the requests around a multipart upload, in good XML and in bad.</summary>
public sealed class S3AnswerTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";

    private static readonly byte[] Large = Content.Of((2 * S3TestLake.PartSize) + 17);

    private static readonly Dictionary<string, Func<string, string>> BadWords = new()
    {
        ["cut"] = document => document[..(document.Length / 2)],
        ["html"] = _ => "<html><body>Sign in to the network</body></html>",
        ["text"] = _ => "OK",
        ["nothing"] = _ => string.Empty,
        ["space"] = _ => "  \r\n  ",
        ["entities"] = _ => "<!DOCTYPE x [<!ENTITY a \"b\">]><x><UploadId>&a;</UploadId><ETag>&a;</ETag><IsTruncated>false</IsTruncated></x>",
    };

    [Theory]
    [InlineData("ListMultipartUploads", "cut")]
    [InlineData("ListMultipartUploads", "html")]
    [InlineData("ListMultipartUploads", "text")]
    [InlineData("ListMultipartUploads", "nothing")]
    [InlineData("ListMultipartUploads", "space")]
    [InlineData("ListMultipartUploads", "entities")]
    [InlineData("CreateMultipartUpload", "cut")]
    [InlineData("CreateMultipartUpload", "html")]
    [InlineData("CreateMultipartUpload", "text")]
    [InlineData("CreateMultipartUpload", "nothing")]
    [InlineData("CreateMultipartUpload", "space")]
    [InlineData("CreateMultipartUpload", "entities")]
    [InlineData("CompleteMultipartUpload", "cut")]
    [InlineData("CompleteMultipartUpload", "html")]
    [InlineData("CompleteMultipartUpload", "text")]
    [InlineData("CompleteMultipartUpload", "nothing")]
    [InlineData("CompleteMultipartUpload", "space")]
    [InlineData("CompleteMultipartUpload", "entities")]
    public async Task An_answer_that_is_none_of_S3_is_asked_for_again(string operation, string words)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(operation, S3Fault.OtherWords(BadWords[words]));

        await WriteAsync(lake);

        Assert.Equal(Large, lake.Objects[Key]);
        Assert.Empty(lake.Leftovers);
    }

    [Fact]
    public async Task A_server_that_never_answers_as_S3_does_is_reported()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CreateMultipartUpload", S3Fault.OtherWords(BadWords["html"]).Always());

        var failure = await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => WriteAsync(lake));

        Assert.Contains("the answer is not one of S3", failure.Message, StringComparison.Ordinal);
        Assert.Empty(lake.Objects);
        Assert.Empty(lake.Leftovers);
    }

    [Theory]
    [InlineData("\r\n \t\n")]
    [InlineData("\r\n<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\r\n  ")]
    [InlineData("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n\r\n      ")]
    public async Task White_space_before_an_answer_says_nothing(string space)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add(_ => true, S3Fault.OtherWords(document => document.Length == 0 ? document : space + document).Always());

        var written = await WriteAsync(lake);

        Assert.True(written.Verified);
        Assert.Equal(Large, lake.Objects[Key]);
        Assert.Single(lake.Server.Requests.Of("CompleteMultipartUpload"));
    }

    [Fact]
    public async Task An_error_behind_white_space_in_a_good_answer_is_an_error()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.OtherWords(_ => "\n\n <Error><Code>AccessDenied</Code><Message>No</Message></Error>"));

        await Writes.FailsAsync(DataLakeError.AccessDenied, () => WriteAsync(lake));
    }

    [Theory]
    [InlineData("InternalError")]
    [InlineData("ServiceUnavailable")]
    [InlineData("SlowDown")]
    public async Task An_error_in_a_good_answer_that_time_may_heal_is_tried_again(string code)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.OtherWords(_ => $" <Error><Code>{code}</Code><Message>No</Message></Error>"));

        await WriteAsync(lake);

        Assert.Equal(Large, lake.Objects[Key]);
    }

    [Fact]
    public async Task A_text_in_pieces_is_one_text()
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("CompleteMultipartUpload", S3Fault.OtherWords(document => document.Replace("<ETag>", "<ETag><![CDATA[]]><!-- . -->", StringComparison.Ordinal)).Always());

        Assert.True((await WriteAsync(lake)).Verified);
    }

    [Fact]
    public async Task An_upload_is_completed_with_its_checksum_its_size_and_its_condition()
    {
        await using var lake = await S3TestLake.StartAsync();

        await WriteAsync(lake);

        var create = Assert.Single(lake.Server.Requests.Of("CreateMultipartUpload")).Headers;
        Assert.Equal(("CRC32C", "FULL_OBJECT", "text/csv"), (create["x-amz-checksum-algorithm"], create["x-amz-checksum-type"], create["Content-Type"]));
        var complete = Assert.Single(lake.Server.Requests.Of("CompleteMultipartUpload")).Headers;
        Assert.Equal(
            (Crc32C.ToBase64(Crc32C.Compute(Large)), "FULL_OBJECT", $"{Large.Length}", "*"),
            (complete["x-amz-checksum-crc32c"], complete["x-amz-checksum-type"], complete["x-amz-mp-object-size"], complete["If-None-Match"]));
        Assert.NotEqual("UNSIGNED-PAYLOAD", complete["x-amz-content-sha256"]);
    }

    private static Task<UploadResult> WriteAsync(S3TestLake lake) => WriteAsync(lake.Open());

    private static async Task<UploadResult> WriteAsync(ILakeStore store)
    {
        await using var upload = store.BeginUpload(new LakeWrite(Key, Large.Length, WriteCondition.IfAbsent, "text/csv") { Earlier = EarlierUploadAction.Resume });
        await upload.SubmitAllAsync(Large);
        return await upload.CommitAsync(CancellationToken.None);
    }
}
