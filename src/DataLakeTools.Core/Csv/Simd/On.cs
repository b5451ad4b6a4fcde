namespace DataLakeTools.Core.Csv.Simd;

/// <summary>Yes.</summary>
internal readonly struct On : ISwitch
{
    public static bool IsOn => true;
}
