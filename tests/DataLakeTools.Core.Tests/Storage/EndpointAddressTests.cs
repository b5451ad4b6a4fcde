using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage;

public sealed class EndpointAddressTests
{
    [Theory]
    [InlineData("ftp://localhost:9000")]
    [InlineData("http://maria:hunter2@localhost:9000")]
    [InlineData("http://localhost:9000/?token=hunter2")]
    public void An_endpoint_that_is_no_plain_http_address_is_refused_and_never_repeated(string endpoint)
    {
        var refusal = Assert.Throws<DataLakeException>(() => LakeStore.Open(
            LakeAddress.Parse("s3://bucket"), new LakeStoreOptions { EndpointUrl = new Uri(endpoint) }, SilentReporter.Instance));

        Assert.Equal(DataLakeError.InvalidOption, refusal.Error);
        Assert.DoesNotContain("hunter2", refusal.ToString() + refusal.Recommendation + refusal.Target, StringComparison.Ordinal);
    }
}
