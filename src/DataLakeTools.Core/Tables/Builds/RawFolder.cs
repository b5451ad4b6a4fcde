namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The raw objects of one folder: one origin, format, specification and day. It is typed as a whole or not at all.</summary>
/// <param name="Key">The key of one of its objects, for what they have in common.</param>
/// <param name="State">What its objects are.</param>
internal sealed record RawFolder(LakeKey Key, FolderState State)
{
    /// <summary>The folder, as the objects' keys begin.</summary>
    public string Path => Key.Folder;

    /// <summary>The folder of the Trusted files that are made of it.</summary>
    /// <param name="fileName">The name of such a file.</param>
    public LakeKey TrustedKey(string fileName) => LakeKey.Create(TableLayer.Trusted.ToString(), Key.Origin, TableFiles.Format, Key.Specification, Key.Date, fileName);
}
