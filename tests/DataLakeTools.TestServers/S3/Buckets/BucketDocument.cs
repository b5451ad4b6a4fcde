namespace DataLakeTools.TestServers.S3;

/// <summary>
/// A sub-resource of a bucket that is one document: stored as sent and given back as sent. A new one is a line in
/// the table.
/// </summary>
internal sealed record BucketDocument(string Name, string ApiName, int PutStatus, string? AbsentCode, string? AbsentMessage)
{
    private const string Xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    private const string Space = "xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"";

    private const string Unversioned = $"{Xml}<VersioningConfiguration {Space}/>";

    private const string EncryptedByS3 = $"{Xml}<ServerSideEncryptionConfiguration {Space}><Rule><ApplyServerSideEncryptionByDefault>"
        + "<SSEAlgorithm>AES256</SSEAlgorithm></ApplyServerSideEncryptionByDefault><BucketKeyEnabled>false</BucketKeyEnabled>"
        + "</Rule></ServerSideEncryptionConfiguration>";

    private const string AllBlocked = $"{Xml}<PublicAccessBlockConfiguration {Space}><BlockPublicAcls>true</BlockPublicAcls>"
        + "<IgnorePublicAcls>true</IgnorePublicAcls><BlockPublicPolicy>true</BlockPublicPolicy>"
        + "<RestrictPublicBuckets>true</RestrictPublicBuckets></PublicAccessBlockConfiguration>";

    private static readonly BucketDocument[] All =
    [
        new("publicAccessBlock", "PublicAccessBlock", 200, "NoSuchPublicAccessBlockConfiguration", "The public access block configuration was not found"),
        new("encryption", "BucketEncryption", 200, "ServerSideEncryptionConfigurationNotFoundError", "The server side encryption configuration was not found"),
        new("policy", "BucketPolicy", 204, "NoSuchBucketPolicy", "The bucket policy does not exist"),
        new("versioning", "BucketVersioning", 200, null, null),
        new("tagging", "BucketTagging", 204, "NoSuchTagSet", "The TagSet does not exist"),
        new("lifecycle", "BucketLifecycleConfiguration", 200, "NoSuchLifecycleConfiguration", "The lifecycle configuration does not exist"),
        new("ownershipControls", "BucketOwnershipControls", 200, "OwnershipControlsNotFoundError", "The bucket ownership controls were not found"),
    ];

    public static BucketDocument? In(IReadOnlyDictionary<string, string> query) => Array.Find(All, document => query.ContainsKey(document.Name));

    /// <summary>Encryption by S3 itself is there since January 2023, the public access block since April 2023.</summary>
    public static void SetDefaults(S3Bucket bucket, S3StandInOptions options)
    {
        bucket.DocumentTable["encryption"] = EncryptedByS3;
        if (options.NewBucketsBlockPublicAccess)
        {
            bucket.DocumentTable["publicAccessBlock"] = AllBlocked;
        }
    }

    public string? Operation(string method) => method switch
    {
        "GET" => "Get" + ApiName,
        "PUT" => "Put" + ApiName,
        "DELETE" when AbsentCode is not null => "Delete" + ApiName,
        _ => null,
    };

    public string Get(S3Bucket bucket) => bucket.Documents.GetValueOrDefault(Name)
        ?? (AbsentCode is null ? Unversioned : throw new S3ErrorException(404, AbsentCode, AbsentMessage!, ("BucketName", bucket.Name)));

    public void Delete(S3Bucket bucket)
    {
        // Deleting the encryption setting means going back to S3's own keys.
        bucket.DocumentTable.TryRemove(Name, out _);
        if (Name == "encryption")
        {
            bucket.DocumentTable[Name] = EncryptedByS3;
        }
    }
}
