using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>Servers that answer before they have read what is sent.</summary>
public sealed class S3EarlyAnswerTests
{
    [Theory]
    [InlineData(7_000_000, 1)]
    [InlineData(20_000_000, 3)]
    public async Task A_refusal_at_the_head_of_a_body_is_read_although_the_connection_breaks(int size, int mostPuts)
    {
        using var server = new RefusingServer();
        await using var store = LakeStore.Open(LakeAddress.Parse("s3://lake"), new LakeStoreOptions { EndpointUrl = server.Endpoint, Region = "us-east-1", PartSize = 8_000_000 }, new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => store.WriteAsync("Raw/films.csv", Content.Of(size)));

        Assert.Contains("Your quota is used up (QuotaExceeded, HTTP 403)", failure.Message, StringComparison.Ordinal);
        Assert.InRange(server.Puts, 1, mostPuts);
    }
}
