namespace DataLakeTools.Core.Csv.Simd;

/// <summary>The flag is set.</summary>
internal readonly struct On : ISwitch
{
    public static bool IsOn => true;
}
