namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>The calendar period of a part.</summary>
public enum LakeJobWindow
{
    /// <summary>A calendar month.</summary>
    Month,

    /// <summary>A calendar year.</summary>
    Year,

    /// <summary>Ten calendar years, from one that ends in 0.</summary>
    Decade,
}
