using DataLakeTools.Core.Reporting;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>Records that came without parts that were asked for, in the last answer about them.</summary>
/// <param name="Records">How many records.</param>
/// <param name="Parts">How many of them lack which part.</param>
public sealed record MissingParts(long Records, IReadOnlyDictionary<string, long> Parts)
{
    /// <summary>What has been added since an earlier count.</summary>
    /// <param name="before">The earlier count.</param>
    public MissingParts Since(MissingParts before)
    {
        ArgumentNullException.ThrowIfNull(before);
        return new MissingParts(
            Records - before.Records,
            Parts.Select(part => KeyValuePair.Create(part.Key, part.Value - before.Parts.GetValueOrDefault(part.Key))).Where(part => part.Value > 0).ToDictionary());
    }

    /// <summary>One sentence for people.</summary>
    public override string ToString() =>
        $"{Count.Of(Records, "record")} came from TMDB without a part that was asked for ({string.Join(", ", Parts.OrderBy(part => part.Key, StringComparer.Ordinal).Select(part => $"{part.Key}: {part.Value}"))}); files keep them apart as a structure of their own.";
}
