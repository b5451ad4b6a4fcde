using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage;

namespace DataLakeTools.Core.Tests.Security;

/// <summary>Addresses into which somebody has written a password or a signature: they are refused and not repeated.</summary>
public sealed class AddressSecretTests
{
    private const string Secret = "hunter2";

    [Theory]
    [InlineData("s3://AKIAEXAMPLE:hunter2@films/raw")]
    [InlineData("s3://AKIAEXAMPLE:hunter2@films")]
    [InlineData("s3://AKIAEXAMPLE:key/with+slash/hunter2@films")]
    [InlineData("https://maria:hunter2@localhost/films")]
    [InlineData("https://films.s3.amazonaws.com/movies.csv?X-Amz-Signature=hunter2")]
    [InlineData("mongodb://maria:pass@hunter2@localhost")]
    public void A_lake_address_is_refused_without_its_secret(string text) =>
        AssertSilent(Assert.Throws<DataLakeException>(() => LakeAddress.Parse(text)), DataLakeError.InvalidLakeAddress);

    [Theory]
    [InlineData("http://maria:hunter2@localhost")]
    [InlineData("https://localhost/?X-Amz-Signature=hunter2")]
    public void An_endpoint_is_refused_without_its_secret(string endpoint) => AssertSilent(
        Assert.Throws<DataLakeException>(
            () => LakeStore.Open(LakeAddress.Parse("s3://films"), new LakeStoreOptions { EndpointUrl = new Uri(endpoint) }, new RecordingReporter())),
        DataLakeError.InvalidOption);

    [Theory]
    [InlineData("lake", "s3://AKIAEXAMPLE:hunter2@films")]
    [InlineData("endpointUrl", "ftp://maria:key/with/hunter2@localhost")]
    [InlineData("date", "https://maria:hunter2@localhost")]
    public void A_job_document_is_refused_without_its_secret(string property, string value) => AssertSilent(
        Assert.Throws<DataLakeException>(() => LakeJobReader.Parse(
            Encoding.UTF8.GetBytes($$"""{"{{property}}":"{{value}}","steps":[{"type":"SendCsv","path":"movies.csv"}]}"""), "job.json")),
        DataLakeError.InvalidJob);

    [Theory]
    [InlineData("s3://data-lake/what?is=this@that", "what?is=this@that")]
    [InlineData("s3://data-lake/a@b", "a@b")]
    public void What_only_looks_like_a_secret_is_a_prefix_like_any_other(string text, string prefix) =>
        Assert.Equal(prefix, LakeAddress.Parse(text).Prefix);

    private static void AssertSilent(DataLakeException failure, DataLakeError error)
    {
        Assert.Equal(error, failure.Error);
        Assert.DoesNotContain(Secret, $"{failure} {failure.Recommendation} {failure.Target}", StringComparison.Ordinal);
    }
}
