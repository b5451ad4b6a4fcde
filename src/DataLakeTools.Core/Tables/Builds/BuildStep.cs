namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A part of a build that <see cref="BuildMeter"/> counts: the typing of a raw folder, or the making or the tests of a Refined table.</summary>
/// <param name="name">The table, as users see it.</param>
/// <param name="size">The bytes of the raw folder; 0 for what cannot be measured before it is done.</param>
internal sealed class BuildStep(string name, long size)
{
    /// <summary>The table, as users see it.</summary>
    public string Name { get; set; } = name;

    /// <summary>The bytes of the raw folder; 0 for what cannot be measured before it is done.</summary>
    public long Size { get; } = size;

    /// <summary>How many of them are done.</summary>
    public double BytesDone { get; private set; }

    /// <summary>The share of them that is done, 0 to 1.</summary>
    public double Share => Size > 0 ? BytesDone / Size : 0;

    /// <summary>Adds bytes that are done; never more than there are.</summary>
    public void Add(double bytes) => BytesDone = Math.Min(Size, BytesDone + bytes);
}
