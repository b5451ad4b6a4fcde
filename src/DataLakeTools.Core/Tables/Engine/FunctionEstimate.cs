using System.Globalization;

namespace DataLakeTools.Core.Tables.Engine;

/// <summary>
/// What the tables of a day take in AWS Lambda, as deploy/terraform sets the function up: by the size of its raw files, from
/// what was measured on one machine, so about.
/// </summary>
/// <param name="RawBytes">The bytes of raw files.</param>
internal readonly record struct FunctionEstimate(long RawBytes)
{
    // All tables of films and series with their data tests (tests/benchmarks/RESULTS.md, "All tables").
    private const double ProcessorSecondsOfByte = 9.67 / 265_429_491;

    // The default of tables_memory in deploy/terraform, in MB. Lambda gives one processor for 1,769 (AWS Lambda Developer Guide,
    // "Configure Lambda function memory").
    private const double Memory = 3008;
    private const double MemoryOfProcessor = 1769;

    // US dollars for a GB-second, x86 in us-east-1 (AWS Lambda pricing).
    private const decimal PriceOfGigabyteSecond = 0.0000166667m;

    // AWS Lambda Developer Guide, "Lambda quotas".
    private static readonly TimeSpan MaxDuration = TimeSpan.FromMinutes(15);
    private const long MaxDisk = 10_240L * 1024 * 1024;

    /// <summary>How long it takes.</summary>
    public TimeSpan Duration => TimeSpan.FromSeconds(RawBytes * ProcessorSecondsOfByte * MemoryOfProcessor / Memory);

    /// <summary>How much of /tmp it takes in bytes: raw files, and as much again for tables and what the engine spills.</summary>
    public long Disk => 2 * RawBytes;

    /// <summary>What it costs in US dollars.</summary>
    public decimal Cost => (decimal)(Duration.TotalSeconds * Memory / 1024) * PriceOfGigabyteSecond;

    /// <summary>Whether one invocation holds it.</summary>
    public bool Fits => Duration <= MaxDuration && Disk <= MaxDisk;

    /// <summary>In words.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"a Lambda function of {Memory:#,0} MB takes about {Math.Ceiling(Duration.TotalSeconds):#,0} of its {MaxDuration.TotalSeconds:0} seconds and up to {Math.Ceiling(Disk / 1e8) / 10:0.0} of its {MaxDisk / 1e9:0.0} GB of /tmp, for {(Cost < 0.01m ? "less than $0.01" : $"${Cost.ToString("0.00", CultureInfo.InvariantCulture)}")}{(Fits ? string.Empty : "; that is more than it has, so use a container or Athena")}");
}
