namespace DataLakeTools.Core.Csv.Simd;

/// <summary>A choice the compiler of the hot loop knows.</summary>
internal interface ISwitch
{
    static abstract bool IsOn { get; }
}
