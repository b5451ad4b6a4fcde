using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The raw objects of one folder: one origin, format, specification and day. It is typed as a whole or not at all.</summary>
/// <param name="Key">The key of one of its objects, for what they have in common.</param>
/// <param name="Objects">Its objects, in the order of their keys.</param>
internal sealed record RawFolder(LakeKey Key, IReadOnlyList<StoredObject> Objects)
{
    /// <summary>The folder, as the objects' keys begin.</summary>
    public string Path => Key.Folder;

    /// <summary>The folder of the Trusted files that are made of it.</summary>
    /// <param name="fileName">The name of such a file.</param>
    public LakeKey TrustedKey(string fileName) => LakeKey.Create(TableLayer.Trusted.ToString(), Key.Origin, TableFiles.Format, Key.Specification, Key.Date, fileName);

    /// <summary>Whether the objects are those that a build has read.</summary>
    /// <param name="inputs">What the build read of this folder.</param>
    public bool IsSameAs(IReadOnlyCollection<ManifestInput> inputs)
    {
        var read = inputs.Select(input => (input.Key, input.Size, input.ETag)).ToHashSet();
        return inputs.Count == Objects.Count && Objects.All(found => read.Contains((found.Key, found.Size, found.ETag)));
    }
}
