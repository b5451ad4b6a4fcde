using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Tests.Csv;

public sealed class CsvRowWatchTests
{
    private static readonly string[] Pieces = ["a,b\n", "a,b\n", "1,2\n", "1,2\r\n", "\"x\",y\n", "\"x\ny\",2\n", "1,\"\n\n\"\n", "\"\na,b\n\",1\n", "\"a,b\n\",\"\"\"\n\"\"\"\n", "\"" + new string('z', 70) + "\n\",3\n", new string('w', 50) + ",4\n"];

    [Fact]
    public void The_header_again_and_the_longest_quoted_field_are_told_with_their_lines_however_the_bytes_are_cut()
    {
        var random = new Random(20_220_502);
        var (again, over) = (0, 0);

        // The header is looked for in the first 16 KiB together.
        var first = "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 4_200));
        for (var round = 0; round < 2_000; round++)
        {
            var text = first + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            var bytes = Encoding.UTF8.GetBytes(text);
            int[] cuts = [first.Length - random.Next(20), .. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(90))];
            var instructions = random.Next(3) == 0 ? CsvInstructions.Scalar : CsvCpu.Best;

            var scanned = Scans.Scan(bytes, new CsvScanOptions { Delimiter = ',', CountMissing = random.Next(2) == 0 }, instructions, cuts);

            Assert.True(scanned.IsValid);
            var expected = Expected(text);
            Assert.True(expected == scanned.Warning, $"{text[first.Length..]}\nexpected: {expected}\nfound:    {scanned.Warning}");
            again += expected?.Contains("once more", StringComparison.Ordinal) == true ? 1 : 0;
            over += expected?.Contains("quoted field", StringComparison.Ordinal) == true ? 1 : 0;
        }

        Assert.InRange(again, 500, 1_900);
        Assert.InRange(over, 500, 1_999);
    }

    [Theory]
    [InlineData('|', 64 * 1024 * 1024, null)]
    [InlineData('|', (64 * 1024 * 1024) + 1, "The row on line 3 is longer than 67108864 bytes, which no command reads row by row.")]
    [InlineData(',', (64 * 1024 * 1024) + 1, "The row on line 3 is longer than 67108864 bytes, which no command reads row by row.")]
    public void A_row_that_the_reader_does_not_take_is_told(char delimiter, int length, string? expected)
    {
        var scanner = new CsvScanner(new CsvScanOptions { Delimiter = delimiter });
        scanner.Scan(Encoding.UTF8.GetBytes($"a{delimiter}b\n1{delimiter}2\n3{delimiter}"));
        var piece = new byte[300_000];
        piece.AsSpan().Fill((byte)'x');
        var left = length - 3;
        for (; left > piece.Length; left -= piece.Length)
        {
            scanner.Scan(piece);
        }

        scanner.Scan([.. piece.AsSpan(0, left), .. Encoding.UTF8.GetBytes($"\n5{delimiter}6\n")]);
        var summary = scanner.Complete();

        Assert.True(summary.IsValid);
        Assert.Equal(expected, summary.Warning);
    }

    // One character after the other.
    private static string? Expected(string text)
    {
        var (isQuoted, line, start, firstLine, again) = (false, 1, 0, 0, 0);
        (int First, int Last) longest = (0, 0);
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] == '"')
            {
                isQuoted = !isQuoted;

                // A doubled quote closes and opens the same field.
                firstLine = isQuoted && text[index - 1] != '"' ? line : firstLine;
            }

            if (text[index] != '\n')
            {
                continue;
            }

            line++;
            if (isQuoted)
            {
                longest = line - firstLine > longest.Last - longest.First ? (firstLine, line) : longest;
                continue;
            }

            if (start > 0 && again == 0 && text[start..(index + 1)] == "a,b\n")
            {
                again = line - 1;
            }

            start = index + 1;
        }

        string?[] all =
        [
            again == 0 ? null : $"Line {again} is the header once more, as where files were put together; it counts as a row.",
            longest == (0, 0) ? null : $"The quoted field that begins on line {longest.First} ends on line {longest.Last}, and its lines are no rows; if they should be, a quotation mark is missing there.",
        ];
        return all.Any(one => one is not null) ? string.Join(' ', all.OfType<string>()) : null;
    }
}
