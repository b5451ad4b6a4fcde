using System.Globalization;
using DataLakeTools.Core.Errors;
using Xunit.Sdk;

namespace DataLakeTools.Core.Tests.Fuzz;

/// <summary>
/// Runs a test on many inputs made by chance, the same ones every time. <c>DATALAKE_FUZZ_CASES</c> says how many there
/// are in all, <c>DATALAKE_FUZZ_SEED</c> where they begin; a failure says the seed that makes its case the first one.
/// </summary>
internal static class FuzzLoop
{
    /// <summary>How many cases of each kind of input there are; together more than 200,000.</summary>
    public static readonly IReadOnlyDictionary<string, int> CasesOf = new Dictionary<string, int>
    {
        ["CSV files, scanned"] = 30_000,
        ["CSV files, read"] = 20_000,
        ["JSON files"] = 24_000,
        ["records in batches"] = 12_000,
        ["records of TMDB"] = 24_000,
        ["names that stand twice"] = 16_000,
        ["XML of S3"] = 24_000,
        ["headers of S3"] = 12_000,
        ["keys"] = 12_000,
        ["keys in folders"] = 6_000,
        [".env files"] = 6_000,
        ["job documents"] = 12_000,
        ["checkpoints and manifests"] = 6_000,
        ["AWS files with secrets"] = 5_000,
        [".env files with secrets"] = 5_000,
        ["answers of S3"] = 1_500,
        ["answers of TMDB"] = 1_500,
    };

    private const int DefaultSeed = 20_220_502;

    // Long names are cut where they are quoted; what is longer than this quotes data whole.
    private const int LongestMessage = 2000;

    private static readonly int Cases = Setting("DATALAKE_FUZZ_CASES", CasesOf.Values.Sum());
    private static readonly int Seed = Setting("DATALAKE_FUZZ_SEED", DefaultSeed);

    /// <summary>Runs a share of all cases.</summary>
    /// <param name="input">The kind of input.</param>
    /// <param name="test">Makes a case from the numbers it is given, and tests it.</param>
    public static void Run(string input, Action<Random> test)
    {
        var count = (long)Cases * CasesOf[input] / CasesOf.Values.Sum();
        for (long i = 0; i < count; i++)
        {
            var seed = unchecked(Seed + (int)i);
            try
            {
                test(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new XunitException($"Case {i} failed; DATALAKE_FUZZ_SEED={seed} makes it the first one. {exception.Message}", exception);
            }
        }
    }

    /// <summary>Runs something that may refuse its input, but in one way only, and in words that any console can show.</summary>
    /// <returns>The refusal; null when there was none.</returns>
    public static DataLakeException? Refusal(Action action)
    {
        try
        {
            action();
            return null;
        }
        catch (DataLakeException refusal)
        {
            AssertPlain(refusal.Message);
            AssertPlain(refusal.Recommendation);
            return refusal;
        }
    }

    /// <summary>Asserts that a text has nothing that acts on a console, and an end.</summary>
    public static void AssertPlain(string text)
    {
        Assert.NotEmpty(text);
        Assert.True(text.Length <= LongestMessage, $"a message of {text.Length} characters");
        Assert.DoesNotContain(text, character => character is < ' ' or (>= '\x7F' and <= '\x9F') or '\u061C' or '\u200E' or '\u200F'
            or (>= '\u2028' and <= '\u202E') or (>= '\u2066' and <= '\u2069'));
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
