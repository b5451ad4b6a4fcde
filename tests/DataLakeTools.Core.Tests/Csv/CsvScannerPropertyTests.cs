using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Csv.Simd;
using FsCheck;
using FsCheck.Fluent;

namespace DataLakeTools.Core.Tests.Csv;

public class CsvScannerPropertyTests
{
    // Pieces of which texts are made; what matters comes often.
    private static readonly byte[][] Pieces =
    [
        .. Repeat(6, "|"u8), .. Repeat(6, ","u8), .. Repeat(4, "\n"u8), .. Repeat(3, "\r\n"u8), .. Repeat(4, "\""u8),
        .. Repeat(2, "\",\""u8), "\r"u8.ToArray(), "\"\""u8.ToArray(), "\\N"u8.ToArray(), "|\\N|"u8.ToArray(), ",\\N,"u8.ToArray(),
        "\\"u8.ToArray(), "N"u8.ToArray(), "\\N\r\n"u8.ToArray(), "ab"u8.ToArray(), "abcdefghijklmnopqrstuvwxyz"u8.ToArray(),
        "a|b|c|d\r\n"u8.ToArray(), "a,b,\"c\nd\",e\r\n"u8.ToArray(), "é"u8.ToArray(), "東京"u8.ToArray(), "🎬"u8.ToArray(),
        "Москва, João"u8.ToArray(), new byte[70].Select(_ => (byte)'x').ToArray(),
    ];

    // What breaks a text; rare, or nothing else would be seen.
    private static readonly byte[][] Breaks =
    [
        [0], [0xE9], [0x80], [0xC0, 0x80], [0xC1], [0xE2, 0x82], [0xF0, 0x9F, 0x8E], [0xED, 0xA0, 0x80], [0xF5], [0xFF], [0xF4, 0x90, 0x80, 0x80],
        [0xE0, 0x80, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xEF, 0xBB, 0xBF], [0xE9, (byte)'\n'], [0xC3], [0xE9, 0],
    ];

    [Fact]
    public void Scanner_agrees_with_the_reference_however_the_bytes_are_cut()
    {
        var cases =
            from start in Gen.Elements("", "", "\uFEFF", "a|b|c|d\r\n", "a,b,c,d\n", "\"a\",\"b\"\"\",c,d\r\n")
            from clean in Gen.ArrayOf(Gen.Elements(Pieces))
            from broken in Gen.ArrayOf(Gen.Frequency((19, Gen.Elements(Pieces)), (1, Gen.Elements(Breaks))))
            from isClean in Gen.Elements(true, false)
            from delimiter in Gen.Elements('|', ',', '\t', ';')
            from cuts in Gen.ArrayOf(Gen.Frequency((3, Gen.Choose(0, 5)), (2, Gen.Choose(50, 80)), (2, Gen.Choose(0, 600))))
            from maxProblems in Gen.Elements(0, 1, 3, 1000)
            select (Bytes: Join(start, isClean ? clean : broken), Delimiter: delimiter, Cuts: cuts, MaxProblems: maxProblems);

        Prop.ForAll(cases.ToArbitrary(), test => AssertAgrees(test.Bytes, test.Delimiter, test.Cuts, test.MaxProblems))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithStartSize(1).WithEndSize(250));
    }

    [Fact]
    public void Scanner_agrees_with_the_reference_on_any_bytes()
    {
        var cases =
            from bytes in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
            from delimiter in Gen.Elements('|', ',')
            from cuts in Gen.ArrayOf(Gen.Choose(0, 100))
            select (Bytes: bytes, Delimiter: delimiter, Cuts: cuts);

        Prop.ForAll(
                cases.Where(test => !IsOtherUnicode(test.Bytes)).ToArbitrary(),
                test => AssertAgrees(test.Bytes, test.Delimiter, test.Cuts, 1000))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithStartSize(1).WithEndSize(1000));
    }

    [Fact]
    public void Every_three_bytes_around_a_block_boundary_are_judged_like_the_runtime_does()
    {
        // All leads with all classes of continuation, at every distance from the end of a block.
        byte[] seconds = [0x00 + 'a', 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC2, 0xE1, 0xF1, (byte)'\n'];
        byte[] thirds = [(byte)'a', 0x80, 0xBF, 0xC2, 0xF1];
        for (var lead = 0x7F; lead <= 0xFF; lead++)
        {
            foreach (var second in seconds)
            {
                foreach (var third in thirds)
                {
                    var text = new byte[192];
                    Array.Fill(text, (byte)'x');
                    text[1] = (byte)'\n';
                    var at = 62 + ((lead + second + third) % 6);
                    (text[at], text[at + 1], text[at + 2], text[at + 3]) = ((byte)lead, second, third, 0x80);
                    var isValid = System.Text.Unicode.Utf8.IsValid(text);
                    foreach (var instructions in Scans.Instructions)
                    {
                        Assert.Equal(isValid, Scans.Scan(text, default, instructions, []).IsValid);
                    }
                }
            }
        }
    }

    [Fact]
    public void Quoted_regions_are_the_same_with_and_without_carryless_multiplication()
    {
        var random = new Random(5);
        for (var i = 0; i < 1000; i++)
        {
            var bits = (ulong)random.NextInt64() & (ulong)random.NextInt64();
            Assert.Equal(CsvCpu.PrefixXorByShifts(bits), CsvCpu.PrefixXor(bits));
        }
    }

    private static void AssertAgrees(byte[] bytes, char delimiter, int[] cuts, int maxProblems)
    {
        var options = new CsvScanOptions { Delimiter = delimiter, MaxProblems = maxProblems, CountMissing = true };
        if (IsRefusedByItsFirstRows(bytes, delimiter))
        {
            return;
        }

        var expected = Comparable(ReferenceScanner.Scan(bytes, delimiter, maxProblems));
        foreach (var instructions in Scans.Instructions)
        {
            Assert.Equal(expected, Comparable(Scans.Scan(bytes, options, instructions, [])));
            Assert.Equal(expected, Comparable(Scans.Scan(bytes, options, instructions, cuts)));
            Assert.Equal(expected, Comparable(Scans.Scan(bytes, options, instructions, Enumerable.Repeat(1, bytes.Length))));

            // The loop without counting is another one, and so is finding the delimiter.
            var uncounted = Comparable(Scans.Scan(bytes, options with { CountMissing = false }, instructions, []));
            Assert.StartsWith(uncounted, expected, StringComparison.Ordinal);
            var any = options with { Delimiter = null };
            Assert.Equal(Scans.Describe(Scans.Scan(bytes, any, instructions, [])), Scans.Describe(Scans.Scan(bytes, any, instructions, cuts)));
        }
    }

    // The reference does not look for delimiters and other formats.
    internal static bool IsRefusedByItsFirstRows(byte[] bytes, char delimiter) => Scans.Scan(bytes, new CsvScanOptions { Delimiter = delimiter, MaxProblems = 1000 })
        .Problems.Any(problem => problem.Kind is CsvProblemKind.WrongDelimiter or CsvProblemKind.OtherFormat);

    // The reference does not decode names and does not know Windows-1252.
    private static string Comparable(CsvSummary summary)
    {
        CsvProblem[] problems = [.. summary.Problems.Select(p => p with { Found = p.Found.Split(", which is")[0] })];
        return Scans.Describe(summary with
        {
            Columns = [.. summary.Columns.Select(_ => "name")],
            Missing = summary.Missing?.Select(missing => missing with { Column = "name" }).ToArray(),
            Problems = problems,
        });
    }

    private static bool IsOtherUnicode(byte[] bytes) => bytes is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..];

    private static byte[] Join(string start, byte[][] pieces) =>
        [.. System.Text.Encoding.UTF8.GetBytes(start), .. pieces.SelectMany(piece => piece)];

    private static IEnumerable<byte[]> Repeat(int times, ReadOnlySpan<byte> piece) => Enumerable.Repeat(piece.ToArray(), times);
}
