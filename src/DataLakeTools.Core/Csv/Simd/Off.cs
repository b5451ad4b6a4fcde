namespace DataLakeTools.Core.Csv.Simd;

/// <summary>The flag is not set.</summary>
internal readonly struct Off : ISwitch
{
    public static bool IsOn => false;
}
