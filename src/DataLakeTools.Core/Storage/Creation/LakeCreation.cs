using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage.Folder;
using DataLakeTools.Core.Storage.S3;

namespace DataLakeTools.Core.Storage.Creation;

/// <summary>Creates a lake with safe settings. Idempotent.</summary>
public static class LakeCreation
{
    /// <summary>Creates the lake if it does not exist, and corrects the settings of one that does.</summary>
    /// <param name="lake">The lake.</param>
    /// <param name="options">The settings.</param>
    /// <param name="cancellationToken">Cancels between two requests.</param>
    /// <exception cref="Errors.DataLakeException">The name is not allowed, the bucket belongs to another account, or S3 refuses.</exception>
    public static Task<LakeCreationReport> EnsureAsync(LakeAddress lake, LakeCreationOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(lake);
        ArgumentNullException.ThrowIfNull(options);
        if (lake.Kind == LakeKind.Folder)
        {
            return Task.FromResult(EnsureFolder(lake, options));
        }

        BucketName.CheckForCreation(lake.BucketOrFolder);
        return EnsureBucketAsync(lake, options, cancellationToken);
    }

    // A separate method, so that the JIT does not load the AWS SDK for a folder.
    private static Task<LakeCreationReport> EnsureBucketAsync(LakeAddress lake, LakeCreationOptions options, CancellationToken cancellationToken) =>
        S3BucketCreation.EnsureAsync(lake, options, cancellationToken);

    private static LakeCreationReport EnsureFolder(LakeAddress lake, LakeCreationOptions options)
    {
        var isMissing = !Directory.Exists(lake.BucketOrFolder);
        if (isMissing && !options.WhatIf)
        {
            try
            {
                Directory.CreateDirectory(lake.BucketOrFolder);
            }
            catch (Exception exception) when (FolderErrors.IsFileSystemError(exception))
            {
                throw FolderErrors.CannotWrite(lake.BucketOrFolder, exception);
            }
        }

        return new LakeCreationReport
        {
            Status = options.WhatIf ? LakeCreationStatus.WhatIf : isMissing ? LakeCreationStatus.Created : LakeCreationStatus.Unchanged,
            Lake = lake.ToString(),
            Changes = isMissing ? ["create the folder"] : [],
        };
    }
}
