using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Servers that answer before they have read what is sent.</summary>
public sealed class S3EarlyAnswerTests
{
    [Fact]
    public async Task A_refusal_at_the_head_of_a_body_is_read_although_the_connection_breaks()
    {
        using var server = new RefusingServer();
        await using var store = LakeStore.Open(LakeAddress.Parse("s3://lake"), new LakeStoreOptions { EndpointUrl = server.Endpoint, Region = "us-east-1" }, new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.WriteAsync("Raw/films.csv", Content.Of(7_000_000)));

        Assert.Contains("Your quota is used up (QuotaExceeded, HTTP 403)", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, server.Puts);
    }
}
