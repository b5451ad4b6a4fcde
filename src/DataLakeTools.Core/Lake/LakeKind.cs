namespace DataLakeTools.Core.Lake;

/// <summary>The kinds of lake.</summary>
public enum LakeKind
{
    /// <summary>A folder of a file system.</summary>
    Folder,

    /// <summary>A bucket of Amazon S3, or of a server that speaks its protocol.</summary>
    S3,
}
