namespace DataLakeTools.Core.Csv.Simd;

/// <summary>The instruction sets a scanner can use.</summary>
internal enum CsvInstructions
{
    Scalar,
    Vector128,
    Vector256,
    Vector256Pext,
    Vector512,
}
