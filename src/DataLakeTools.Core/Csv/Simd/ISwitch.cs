namespace DataLakeTools.Core.Csv.Simd;

/// <summary>A flag as a type argument: the JIT compiles the hot loop for each value and removes the branches.</summary>
internal interface ISwitch
{
    static abstract bool IsOn { get; }
}
