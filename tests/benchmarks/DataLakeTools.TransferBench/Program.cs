using Amazon.S3;
using Amazon.S3.Transfer;

// A peer: the TransferUtility of the AWS SDK for .NET with its defaults, which Write-S3Object of AWS.Tools uses too.
//   file <path> <bucket> <key>  |  folder <path> <bucket> <prefix>
using var client = new AmazonS3Client(new AmazonS3Config
{
    ServiceURL = Environment.GetEnvironmentVariable("AWS_ENDPOINT_URL"),
    AuthenticationRegion = Environment.GetEnvironmentVariable("AWS_DEFAULT_REGION"),
    ForcePathStyle = true,
});
using var transfer = new TransferUtility(client);
switch (args)
{
    case ["file", var path, var bucket, var key]:
        await transfer.UploadAsync(path, bucket, key);
        return 0;
    case ["folder", var path, var bucket, var prefix]:
        await transfer.UploadDirectoryAsync(new TransferUtilityUploadDirectoryRequest { Directory = path, BucketName = bucket, KeyPrefix = prefix });
        return 0;
    default:
        Console.Error.WriteLine("file <path> <bucket> <key> | folder <path> <bucket> <prefix>");
        return 2;
}
