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
    /// <param name="reporter">Who is told what.</param>
    /// <exception cref="Errors.DataLakeException">The options cannot be used, or a profile does not exist.</exception>
    public static ILakeStore Open(LakeAddress lake, LakeStoreOptions options, IReporter reporter) => Open(lake, options, reporter, beside: null);

    /// <summary>Opens a lake once more, to write to it in another way.</summary>
    /// <param name="lake">Where the lake is.</param>
    /// <param name="options">How it is reached, which is as for the other, and written.</param>
    /// <param name="reporter">Who is told what.</param>
    /// <param name="beside">The store that is open and stays so until this one is closed; null for none.</param>
    /// <exception cref="Errors.DataLakeException">The options cannot be used, or a profile does not exist.</exception>
    internal static ILakeStore Open(LakeAddress lake, LakeStoreOptions options, IReporter reporter, ILakeStore? beside)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(reporter);
        options.Check();
        RefuseFile(lake);
        if (lake.Kind != LakeKind.Folder)
        {
            return OpenS3(lake, options, reporter, beside);
        }

        WarnOfWhatAFolderCannotKeep(lake, options, reporter);
        return new FolderLakeStore(lake, options, reporter);
    }

    /// <summary>Refuses a folder lake whose place, or a place above it, is a file.</summary>
    /// <param name="lake">Where the lake is.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidLakeAddress"/>.</exception>
    internal static void RefuseFile(LakeAddress lake)
    {
        for (var place = lake.Kind == LakeKind.Folder ? lake.Root : null; place is not null; place = Path.GetDirectoryName(place))
        {
            if (File.Exists(place))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidLakeAddress,
                    place == lake.Root ? $"The lake '{place}' is a file, not a folder." : $"The lake '{lake}' cannot be: '{place}' is a file, not a folder.",
                    "Name a folder, or s3://bucket[/prefix].",
                    lake.Root);
            }
        }
    }

    private static void WarnOfWhatAFolderCannotKeep(LakeAddress lake, LakeStoreOptions options, IReporter reporter)
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
            reporter.Warning($"The lake '{lake.Root}' is a folder, and a folder keeps none of this: {left}.");
        }
    }

    // A method of its own, so that the JIT does not load the AWS SDK for a folder.
    private static S3LakeStore OpenS3(LakeAddress lake, LakeStoreOptions options, IReporter reporter, ILakeStore? beside) =>
        S3LakeStore.Open(lake, options, reporter, beside as S3LakeStore);
}
