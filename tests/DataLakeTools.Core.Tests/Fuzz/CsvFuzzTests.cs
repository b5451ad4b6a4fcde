using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Csv.Simd;
using DataLakeTools.Core.Tests.Csv;

namespace DataLakeTools.Core.Tests.Fuzz;

public sealed class CsvFuzzTests
{
    private static readonly byte[][] Pieces =
    [
        "|"u8.ToArray(), "|"u8.ToArray(), ","u8.ToArray(), ","u8.ToArray(), "\n"u8.ToArray(), "\n"u8.ToArray(), "\r\n"u8.ToArray(), "\""u8.ToArray(), "\",\""u8.ToArray(),
        "\"\""u8.ToArray(), "\r"u8.ToArray(), "\\N"u8.ToArray(), "|\\N|"u8.ToArray(), "ab"u8.ToArray(), "é"u8.ToArray(), "🎬"u8.ToArray(), "a|b\r\n"u8.ToArray(), "a,\"b\nc\"\n"u8.ToArray(),
        "x;y\tz"u8.ToArray(), [.. Enumerable.Repeat((byte)'x', 61)],
    ];

    private static readonly byte[][] Breaks = [[0], [0xE9], [0x80], [0xC0, 0x80], [0xE2, 0x82], [0xF0, 0x9F], [0xED, 0xA0, 0x80], [0xFF], [0x1B, (byte)'['], [0xC2, 0x9B]];

    private static readonly string[] Headers = ["", "\uFEFF", "a|b\r\n", "a,b\n", "\"a\",\"b\"\"\"\r\n", "a|a|\n", "id\n"];

    [Fact]
    public void The_scanner_sees_what_a_plain_reading_sees_however_the_bytes_are_cut() => FuzzLoop.Run("CSV files, scanned", random =>
    {
        var bytes = Make(random);
        var delimiter = random.Of("|,;\t".ToCharArray());
        var options = new CsvScanOptions { Delimiter = delimiter, MaxProblems = random.Of([0, 1, 3, 1000]), CountMissing = true };
        var instructions = random.Next(4) == 0 ? CsvInstructions.Scalar : CsvCpu.Best;
        var cuts = Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(90)).ToArray();

        var scanned = Scans.Scan(bytes, options, instructions, cuts);

        foreach (var problem in scanned.Problems)
        {
            FuzzLoop.AssertPlain(problem.Message);
        }

        if (bytes is not ([0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [0, 0, 0xFE, 0xFF, ..]) && !CsvScannerPropertyTests.IsRefusedByItsFirstRows(bytes, delimiter))
        {
            Assert.Equal(Comparable(ReferenceScanner.Scan(bytes, delimiter, options.MaxProblems)), Comparable(scanned));
        }
    });

    [Fact]
    public void What_passes_the_check_can_be_read_and_nothing_else() => FuzzLoop.Run("CSV files, read", random =>
    {
        var bytes = Make(random);
        char? delimiter = random.Next(2) == 0 ? null : random.Of("|,".ToCharArray());
        var scanned = Scans.Scan(bytes, new CsvScanOptions { Delimiter = delimiter });
        string?[][]? rows = null;

        var refusal = FuzzLoop.Refusal(() => rows = Rows.All(new CsvRowReader(
            new SlowStream(bytes, random.Next(1, 200)), new CsvReadOptions { Delimiter = delimiter, Name = "\u001b[31mname\n" })));

        Assert.Equal(scanned.IsValid, refusal is null);
        Assert.Equal(scanned.Rows, rows?.Length ?? scanned.Rows);

        // A row of several lines is refused where it breaks, though its number of fields may be wrong as well.
        if (refusal is not null && !bytes.Contains((byte)'"'))
        {
            Assert.Contains(FormattableString.Invariant($"line {scanned.Problems[0].Line}:"), refusal.Message, StringComparison.Ordinal);
        }
    });

    private static byte[] Make(Random random)
    {
        var bytes = new List<byte>(System.Text.Encoding.UTF8.GetBytes(random.Of(Headers)));
        var isClean = random.Next(3) > 0;
        for (var count = random.Next(40); count > 0; count--)
        {
            bytes.AddRange(!isClean && random.Next(20) == 0 ? random.Of(Breaks) : random.Of(Pieces));
        }

        return [.. bytes];
    }

    // The reference does not decode names and does not know Windows-1252.
    private static string Comparable(CsvSummary summary) => Scans.Describe(summary with
    {
        Columns = [.. summary.Columns.Select(_ => "name")],
        Missing = summary.Missing?.Select(missing => missing with { Column = "name" }).ToArray(),
        Problems = [.. summary.Problems.Select(problem => problem with { Found = problem.Found.Split(", which is")[0] })],
    });
}
