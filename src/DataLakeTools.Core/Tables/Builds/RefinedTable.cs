using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A Refined table of a build: one that was made and is not published yet, or one that is what was published.</summary>
/// <param name="Contract">What it is.</param>
/// <param name="File">Its file, as the manifest names it. The key of one that was made is the one that it is to have.</param>
/// <param name="Path">The file on this machine; null where it was not needed there.</param>
/// <param name="Duration">How long it took to make.</param>
internal sealed record RefinedTable(TableContract Contract, ManifestTable File, string? Path, TimeSpan Duration)
{
    /// <summary>The key of a table as of a day.</summary>
    public static LakeKey KeyOf(string table, DateOnly day) =>
        LakeKey.Create(TableLayer.Refined.ToString(), "Lake", TableFiles.Format, [PascalCase(table)], day, table + TableFiles.Extension);

    private static string PascalCase(string name) => string.Concat(name.Split('_').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));
}
