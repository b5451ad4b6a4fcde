namespace DataLakeTools.Core.Csv.Simd;

/// <summary>No.</summary>
internal readonly struct Off : ISwitch
{
    public static bool IsOn => false;
}
