using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage.Folder;
using DataLakeTools.Core.Storage.S3;

namespace DataLakeTools.Core.Storage;

/// <summary>Opens lakes.</summary>
public static class LakeStore
{
    /// <summary>Opens a lake. No request is made yet, and nothing of the AWS SDK is loaded for a folder.</summary>
    /// <param name="lake">Where the lake is.</param>
    /// <param name="options">How it is reached.</param>
    /// <param name="reporter">Receives details and warnings.</param>
    /// <exception cref="Errors.DataLakeException">The options cannot be used, or a profile does not exist.</exception>
    public static ILakeStore Open(LakeAddress lake, LakeStoreOptions options, IReporter reporter) => Open(lake, options, reporter, sharedWith: null);

    /// <summary>Opens a lake with a connection that is already open, to write to it with other options.</summary>
    /// <param name="lake">Where the lake is.</param>
    /// <param name="options">The options; those of the connection are the same as for the other store.</param>
    /// <param name="reporter">Receives details and warnings.</param>
    /// <param name="sharedWith">An open store whose connection is shared; it must stay open until this one is closed. Null for a connection of its own.</param>
    /// <exception cref="Errors.DataLakeException">The options cannot be used, or a profile does not exist.</exception>
    internal static ILakeStore Open(LakeAddress lake, LakeStoreOptions options, IReporter reporter, ILakeStore? sharedWith)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reporter);
        options.Check();
        ThrowIfFile(lake);
        if (lake.Kind != LakeKind.Folder)
        {
            return OpenS3(lake, options, reporter, sharedWith);
        }

        WarnOfUnsupportedOptions(lake, options, reporter);
        return new FolderLakeStore(lake, options, reporter);
    }

    /// <summary>Throws if the path of a folder lake, or a parent of it, is a file.</summary>
    /// <param name="lake">Where the lake is.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidLakeAddress"/>.</exception>
    internal static void ThrowIfFile(LakeAddress lake)
    {
        for (var place = lake.Kind == LakeKind.Folder ? lake.BucketOrFolder : null; place is not null; place = Path.GetDirectoryName(place))
        {
            if (File.Exists(place))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidLakeAddress,
                    place == lake.BucketOrFolder ? $"The lake '{place}' is a file, not a folder." : $"The lake '{lake}' cannot be: '{place}' is a file, not a folder.",
                    "Name a folder, or s3://bucket[/prefix].",
                    lake.BucketOrFolder);
            }
        }
    }

    private static void WarnOfUnsupportedOptions(LakeAddress lake, LakeStoreOptions options, IReporter reporter)
    {
        string?[] given =
        [
            options.StorageClass is null ? null : $"the storage class {options.StorageClass}",
            options.KmsKeyId is null ? null : "the encryption with a KMS key",
            options.Tags.Count == 0 ? null : "the tags",
        ];
        var left = string.Join(", ", given.Where(one => one is not null));
        if (left.Length > 0)
        {
            reporter.Warning($"The lake '{lake.BucketOrFolder}' is a folder, and a folder keeps none of this: {left}.");
        }
    }

    // A separate method, so that the JIT does not load the AWS SDK for a folder.
    private static S3LakeStore OpenS3(LakeAddress lake, LakeStoreOptions options, IReporter reporter, ILakeStore? sharedWith) =>
        S3LakeStore.Open(lake, options, reporter, sharedWith as S3LakeStore);
}
