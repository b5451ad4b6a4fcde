namespace DataLakeTools.Core.Tables.Builds;

/// <summary>A part of a build that <see cref="BuildMeter"/> counts: the typing of a raw folder, or the making or the tests of a Refined table.</summary>
/// <param name="name">The table, as users see it.</param>
/// <param name="size">The bytes of the raw folder; 0 for what cannot be measured before it is done.</param>
internal sealed class BuildStep(string name, long size)
{
    // Of the work on a CSV file: the checks of a file of this machine take little, and those of a bucket bring it here.
    private const double ShareOfChecks = 0.1;

    private double _checked;

    /// <summary>The table, as users see it.</summary>
    public string Name { get; set; } = name;

    /// <summary>The bytes of the raw folder; 0 for what cannot be measured before it is done.</summary>
    public long Size { get; } = size;

    /// <summary>How many of them are typed.</summary>
    public double Typed { get; private set; }

    /// <summary>The share that is done, 0 to 1.</summary>
    public double Share => Size > 0 ? ((_checked * ShareOfChecks) + (Typed * (1 - ShareOfChecks))) / Size : 0;

    /// <summary>Adds bytes that are checked; never more than there are.</summary>
    public void AddChecked(long bytes) => _checked = Math.Min(Size, _checked + bytes);

    /// <summary>Adds bytes that are typed; never more than there are.</summary>
    public void AddTyped(double bytes) => Typed = Math.Min(Size, Typed + bytes);
}
