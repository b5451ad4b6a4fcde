namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The Trusted tables of a day as they were published, without the list of all raw objects that they were made of.</summary>
/// <param name="Manifest">The manifest; it names no inputs.</param>
/// <param name="Folders">The raw folders that the tables were made of, and what was in each.</param>
internal sealed record PublishedDay(TableManifest Manifest, IReadOnlyDictionary<string, FolderState> Folders)
{
    /// <summary>What is kept of a manifest.</summary>
    public static PublishedDay Of(TableManifest manifest) => new(manifest with { Inputs = [] }, FolderState.Of(manifest.Inputs));
}
