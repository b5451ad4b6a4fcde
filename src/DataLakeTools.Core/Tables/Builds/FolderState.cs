using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// What the objects of one raw folder are, in a few bytes however many there are: so that a million objects are compared with
/// those of a manifest without a list of either.
/// </summary>
/// <param name="Objects">How many objects there are.</param>
/// <param name="Bytes">Their size in all.</param>
/// <param name="Digest">The sum of the digests of each key, size and ETag, in whatever order they come.</param>
internal readonly record struct FolderState(long Objects, long Bytes, UInt128 Digest)
{
    /// <summary>With one more object.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="etag">Its ETag: another one means that it was written again.</param>
    public FolderState With(string key, long size, string etag)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{key}\n{size}\n{etag}");
        var digest = MemoryMarshal.Read<UInt128>(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        return new(Objects + 1, Bytes + size, unchecked(Digest + digest));
    }

    /// <summary>The states of the folders that a build has read.</summary>
    /// <param name="inputs">What it read.</param>
    public static Dictionary<string, FolderState> Of(IEnumerable<ManifestInput> inputs)
    {
        var states = new Dictionary<string, FolderState>(StringComparer.Ordinal);
        foreach (var input in inputs)
        {
            ref var state = ref CollectionsMarshal.GetValueRefOrAddDefault(states, LakeKey.Parse(input.Key).Folder, out _);
            state = state.With(input.Key, input.Size, input.ETag);
        }

        return states;
    }
}
