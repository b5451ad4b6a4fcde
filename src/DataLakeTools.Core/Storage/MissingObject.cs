using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Storage;

/// <summary>The error of reading an object that does not exist; the same for every kind of lake.</summary>
internal static class MissingObject
{
    public static DataLakeException Of(string address, Exception? cause) => new(
        DataLakeError.LakeRequestFailed,
        $"There is no '{address}' in the lake.",
        $"List{HowTo.ListObjects} what the lake holds; keys are case-sensitive.",
        address,
        cause)
    {
        IsObjectMissing = true,
    };
}
