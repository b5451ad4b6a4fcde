using System.Runtime.CompilerServices;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.Creation;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Security;

/// <summary>The certificate of a server is always checked, and nothing can turn that off.</summary>
public sealed class TlsTests
{
    private const string Bucket = "lake-of-tests";

    private static readonly string[] WaysAround =
    [
        "ServerCertificateCustomValidationCallback", "RemoteCertificateValidationCallback", "ServerCertificateValidationCallback",
        "DangerousAcceptAnyServerCertificateValidator", "CertificateChainPolicy", "SkipCertificateCheck", "--no-verify-ssl", "--insecure",
    ];

    [Fact]
    public async Task A_server_with_a_certificate_of_its_own_making_gets_no_byte()
    {
        await using var server = await S3StandIn.StartAsync(new() { UseHttps = true, Buckets = [Bucket] });
        await using var store = LakeStore.Open(LakeAddress.Parse($"s3://{Bucket}"), Options(server), new RecordingReporter());

        var failure = await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => store.WriteAsync("Raw/movies.csv", [1]));

        Assert.Contains("certificate", failure.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("AWS_CA_BUNDLE", failure.Advice.ToString(), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task No_bucket_is_created_on_it_either()
    {
        await using var server = await S3StandIn.StartAsync(new() { UseHttps = true });

        await Writes.FailsAsync(
            DataLakeError.LakeUnavailable,
            () => LakeCreation.EnsureAsync(LakeAddress.Parse($"s3://{Bucket}"), new LakeCreationOptions { Store = Options(server) }, CancellationToken.None));

        Assert.Empty(server.Requests);
    }

    // One test, because the profile names one file.
    [Fact]
    public async Task A_server_is_trusted_that_the_bundle_of_the_profile_vouches_for_and_no_other()
    {
        await using var server = await S3StandIn.StartAsync(new() { UseHttps = true, Buckets = [Bucket] });
        await using var other = await S3StandIn.StartAsync(new() { UseHttps = true, Buckets = [Bucket] });
        await File.WriteAllTextAsync(AwsEnvironment.Authorities, server.Certificate!.ExportCertificatePem());
        await using var store = LakeStore.Open(LakeAddress.Parse($"s3://{Bucket}"), Options(server) with { ProfileName = AwsEnvironment.AuthorityProfile }, new RecordingReporter());
        await using var refused = LakeStore.Open(LakeAddress.Parse($"s3://{Bucket}"), Options(other) with { ProfileName = AwsEnvironment.AuthorityProfile }, new RecordingReporter());

        Assert.True((await store.WriteAsync("Raw/movies.csv", [1])).Verified);
        Assert.NotNull(await LakeCreation.EnsureAsync(
            LakeAddress.Parse("s3://another-lake"), new LakeCreationOptions { Store = Options(server) with { ProfileName = AwsEnvironment.AuthorityProfile } }, CancellationToken.None));
        await Writes.FailsAsync(DataLakeError.LakeUnavailable, () => refused.WriteAsync("Raw/movies.csv", [1]));
        Assert.Empty(other.Requests);

        await File.WriteAllTextAsync(AwsEnvironment.Authorities, "no certificate");
        await using var unreadable = LakeStore.Open(LakeAddress.Parse($"s3://{Bucket}"), Options(server) with { ProfileName = AwsEnvironment.AuthorityProfile }, new RecordingReporter());
        await Writes.FailsAsync(DataLakeError.InvalidOption, () => unreadable.WriteAsync("Raw/films.csv", [1]));
    }

    [Fact]
    public void Nothing_that_is_shipped_knows_a_way_around_the_check()
    {
        var files = new[] { "src", "module", "deploy" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Root(), folder), "*", SearchOption.AllDirectories))
            .Where(file => !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .ToList();

        Assert.True(files.Count > 200, "The sources are not where this test looks for them.");

        // Other authorities in place of those of the system; a server that none of them vouches for is still refused.
        Assert.DoesNotContain(files, file => WaysAround.Where(way => way != "CertificateChainPolicy" || Path.GetFileName(file) != "CaBundle.cs").Any(File.ReadAllText(file).Contains));
    }

    private static LakeStoreOptions Options(S3StandIn server) => new() { EndpointUrl = server.Endpoint, MaxRetries = 0 };

    private static string Root([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../.."));
}
