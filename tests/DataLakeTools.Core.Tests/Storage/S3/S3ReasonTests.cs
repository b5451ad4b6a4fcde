using DataLakeTools.TestServers.S3;

namespace DataLakeTools.Core.Tests.Storage.S3;

/// <summary>What S3 says when it refuses is told, and the advice is for that.</summary>
public sealed class S3ReasonTests
{
    private const string Key = "Raw/Local/CSV/Movies/2022/05/02/movies.csv";
    private const string User = "User: arn:aws:iam::111122223333:user/etl is not authorized to perform: ";

    [Theory]
    [InlineData("AccessDenied", User + "kms:GenerateDataKey on resource: arn:aws:kms:us-east-1:111122223333:key/abcd", DataLakeError.AccessDenied, "another key with \"kmsKeyId\"")]
    [InlineData("AccessDenied", User + "s3:PutObjectTagging on resource: x", DataLakeError.AccessDenied, "Ask for s3:PutObjectTagging")]
    [InlineData("AccessDenied", User + "s3:PutObject with an explicit deny in a service control policy", DataLakeError.AccessDenied, "denies it explicitly")]
    [InlineData("AccessDenied", "Access Denied", DataLakeError.AccessDenied, "s3:AbortMultipartUpload")]
    [InlineData("QuotaExceeded", "The quota of user u1 is exceeded", DataLakeError.LakeRequestFailed, "larger quota")]
    [InlineData("SecondLevelDomainForbidden", "Please use virtual hosted style to access", DataLakeError.LakeRequestFailed, "addressing_style = virtual")]
    [InlineData("InvalidArgument", "Unsupported header 'x-amz-checksum-crc32c' received", DataLakeError.LakeRequestFailed, "when_required")]
    [InlineData("AccountProblem", "There is a problem with your account", DataLakeError.LakeRequestFailed, "what S3 names")]
    public async Task The_reason_of_a_refusal_is_told_with_its_code_and_its_request(string code, string message, DataLakeError error, string advice)
    {
        await using var lake = await S3TestLake.StartAsync();
        lake.Server.Faults.Add("PutObject", S3Fault.Answer(403, code, message).Always());

        var failure = await Writes.FailsAsync(error, () => lake.Open().WriteAsync(Key, [1]));

        Assert.Contains($"{message} ({code}, HTTP 403, request S3STANDIN", failure.Message, StringComparison.Ordinal);
        Assert.Contains(advice, failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archived_object_is_to_be_restored()
    {
        await using var lake = await S3TestLake.StartAsync();
        await lake.Open().WriteAsync(Key, [1]);
        lake.Server.Faults.Add("GetObject", S3Fault.Answer(403, "InvalidObjectState", "The operation is not valid for the object's storage class"));

        var failure = await Writes.FailsAsync(DataLakeError.LakeRequestFailed, () => lake.Open().ReadAsync(Key));

        Assert.Contains("archived", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Restore it", failure.Recommendation, StringComparison.Ordinal);
    }
}
