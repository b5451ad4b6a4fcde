using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage.S3;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Storage;

/// <summary>The values that can be chosen for a lake in AWS.</summary>
public static class AwsSettings
{
    /// <summary>The storage classes that objects can be written with, each with what it is for (Amazon S3 User Guide, Storage classes).</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> StorageClasses { get; } =
    [
        new("STANDARD", "read often"),
        new("INTELLIGENT_TIERING", "moves by itself to what costs least"),
        new("STANDARD_IA", "read seldom; at least 30 days"),
        new("ONEZONE_IA", "read seldom, in one zone, can be made again; at least 30 days"),
        new("GLACIER_IR", "read a few times a year, at once; at least 90 days"),
        new("GLACIER", "archive, read after minutes to hours; at least 90 days"),
        new("DEEP_ARCHIVE", "archive, read after up to 12 hours; at least 180 days"),
        new("REDUCED_REDUNDANCY", "legacy; costs more than STANDARD today"),
        new("EXPRESS_ONEZONE", "in directory buckets only"),
    ];

    /// <summary>The profiles of the shared AWS files.</summary>
    public static IReadOnlyList<string> Profiles() => S3Settings.Profiles();

    /// <summary>The AWS regions, each with where it is.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Regions() => S3Settings.Regions();

    /// <summary>The buckets of the account.</summary>
    /// <param name="options">How S3 is reached.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="DataLakeException">S3 cannot be reached, or denies access.</exception>
    public static Task<IReadOnlyList<string>> BucketsAsync(LakeStoreOptions options, CancellationToken cancellationToken) =>
        S3SdkClient.ListBucketsAsync(options, cancellationToken);
}
