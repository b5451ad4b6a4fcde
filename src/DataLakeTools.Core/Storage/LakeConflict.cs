using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Storage;

/// <summary>The errors of a write whose condition fails; the same for every kind of lake.</summary>
internal static class LakeConflict
{
    public static DataLakeException Exists(LakeAddress lake, string key) => new(
        DataLakeError.ObjectExists,
        $"{lake.AddressOf(key)} is already there with other content.",
        $"Loaded files are not to be modified: send under another date or name, or replace it with {LakeSetting.Force}.",
        lake.AddressOf(key));

    /// <summary>Of a name that is made from the content: nothing that writes it anew can replace what is there.</summary>
    public static DataLakeException NameTaken(LakeAddress lake, string key) => new(
        DataLakeError.ObjectExists,
        $"{lake.AddressOf(key)} is already there with other content, although its name is made from its content.",
        "It was changed since it was written, or something else wrote it: look at it and at who writes to the lake. Remove it, and run again.",
        lake.AddressOf(key));

    public static DataLakeException OverwrittenByOther(LakeAddress lake, string key) => new(
        DataLakeError.ObjectChanged,
        $"{lake.AddressOf(key)} was written by another writer at the same time, and is not what was sent now.",
        "This store knows no conditional writes: let one run at a time write to a key there. Look at the object and run again.",
        lake.AddressOf(key));

    public static DataLakeException Changed(LakeAddress lake, string key) => new(
        DataLakeError.ObjectChanged,
        $"{lake.AddressOf(key)} was changed by another writer while it was being replaced.",
        "Nothing was overwritten. Look at the object and run again.",
        lake.AddressOf(key));
}
