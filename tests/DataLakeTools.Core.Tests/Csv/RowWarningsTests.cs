using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Tests.Csv;

public sealed class RowWarningsTests
{
    private static readonly string[] Pieces = ["a,b\n", "a,b\r\n", "\"a\",b\n", "1,a\n", "b,a\n", "1,2\n", "1,2\r\n", "\"3,4\n5\",6\n", "\"3,4\n5,\"\"6\n7\",8\n", "\"7,8,\n\",9\n", "\",\n,\",1\n", "\"x\",y\n", "\"x\ny\",2\n", "1,\"\n\n\"\n", "\"\na,b\n\",1\n", "\"a,b\n\",\"\"\"\n\"\"\"\n", "\"" + new string('z', 70) + "\n\",3\n", new string('w', 50) + ",4\n"];

    [Fact]
    public void The_header_again_and_the_most_rows_in_quotes_are_told_with_their_lines_however_the_bytes_are_cut()
    {
        var random = new Random(20_220_502);
        var (again, over) = (0, 0);

        // The header is looked for in the first 16 KiB together.
        var first = "a,b\n" + string.Concat(Enumerable.Repeat("1,2\n", 4_200));
        for (var round = 0; round < 2_000; round++)
        {
            var text = first + string.Concat(Enumerable.Range(0, random.Next(8)).Select(_ => Pieces[random.Next(Pieces.Length)]));
            text = random.Next(3) == 0 ? text.TrimEnd('\r', '\n') : text;
            var bytes = Encoding.UTF8.GetBytes(text);
            int[] cuts = [first.Length - random.Next(20), .. Enumerable.Range(0, random.Next(6)).Select(_ => random.Next(90))];
            var instructions = random.Next(3) == 0 ? CsvInstructions.Scalar : CsvCpu.Best;

            var scanned = Scans.Scan(bytes, new CsvScanOptions { Delimiter = ',', CountMissing = random.Next(2) == 0 }, instructions, cuts);

            Assert.True(scanned.IsValid);
            var expected = Expected(text);
            Assert.True(expected == scanned.Warning, $"{text[Math.Min(first.Length, text.Length)..]}\nexpected: {expected}\nfound:    {scanned.Warning}");
            again += expected?.Contains("once more", StringComparison.Ordinal) == true ? 1 : 0;
            over += expected?.Contains("looks like a row", StringComparison.Ordinal) == true ? 1 : 0;
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

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(64)]
    [InlineData(100)]
    public void The_header_is_known_again_however_small_the_buffers_are(int size)
    {
        var start = "identifier|name\n" + string.Concat(Enumerable.Repeat("1|2\n", 5_000));
        for (var shift = 0; shift < 64; shift++)
        {
            var text = Encoding.UTF8.GetBytes($"{start}{new string('3', shift)}|4\nidentifier|name\n{string.Concat(Enumerable.Repeat("5|6\n", 60))}");
            var scanner = new CsvScanner(default);
            scanner.Scan(text.AsSpan(0, start.Length));
            for (var at = start.Length; at < text.Length; at += size)
            {
                scanner.Scan(text.AsSpan(at, Math.Min(size, text.Length - at)));
            }

            Assert.StartsWith("Line 5003 is the header once more", scanner.Complete().Warning, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("id,name", "id,name")]
    [InlineData("id,name", "\"id\",\"name\"")]
    [InlineData("id|name", "id|name")]
    [InlineData(",name", ",name")]
    [InlineData(",name", "\"\",name")]
    [InlineData("\"a \"\"b\"\"\",name", "\"a \"\"b\"\"\",name")]
    [InlineData("sixty_letters_are_in_this_name_so_its_delimiter_comes_late_on,name", "sixty_letters_are_in_this_name_so_its_delimiter_comes_late_on,name")]
    [InlineData("sixty_letters_are_in_this_name_so_its_delimiter_comes_late_on,name", "\"sixty_letters_are_in_this_name_so_its_delimiter_comes_late_on\",name")]
    [InlineData("a_name_of_many_more_letters_than_a_block_has_bytes_for_it_and_the_others_too,name", "a_name_of_many_more_letters_than_a_block_has_bytes_for_it_and_the_others_too,name")]
    [InlineData("name", "name")]
    public void The_header_is_known_again_wherever_it_stands_in_a_block(string header, string again)
    {
        var rest = header == "name" ? string.Empty : header.Contains('|', StringComparison.Ordinal) ? "|4" : ",4";
        for (var shift = 1; shift <= 2 * CsvBlockScanner.BlockLength; shift++)
        {
            var text = $"{header}\n{new string('3', shift)}{rest}\n{again}\n{string.Concat(Enumerable.Repeat($"5{rest}\n", 200))}";

            var scanned = Scans.Scan(Encoding.UTF8.GetBytes(text), default, CsvCpu.Best, []);

            Assert.True(scanned.IsValid);
            Assert.StartsWith("Line 3 is the header once more", scanned.Warning, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("id,name\n1,x\nid,name", 3)]
    [InlineData("id,name\r\n1,x\r\nid,name\n2,y\r\n", 3)]
    [InlineData("id,name\n1,x\nid,name\r\n2,y\n", 3)]
    [InlineData("id,name\n1,x\n\"id\",\"name\"\n2,y\n", 3)]
    [InlineData("\"id\",\"name\"\n1,x\n2,z\nid,name\n2,y\n", 4)]
    [InlineData("\"id\",\"the \"\"name\"\"\"\n1,x\nid,\"the \"\"name\"\"\"\n2,y\n", 3)]
    [InlineData("id|name\n1|x\nid|name", 3)]
    [InlineData("id,name\n1,x\nid,names\n", 0)]
    [InlineData("id,name\n1,x\nid,\"the name\"\n", 0)]
    [InlineData("id,name\n1,x\n2,\"\nid,name\n\"\n", 0)]
    public void The_header_is_known_again_whatever_quotation_marks_and_line_ends_it_has(string text, int line)
    {
        var scanned = Scans.Scan(Encoding.UTF8.GetBytes(text), default, CsvCpu.Best, []);

        Assert.Equal(line > 0, scanned.Warning?.Contains($"Line {line} is the header once more", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData("id,name,city\n1,\"Rua A, 10\nBela Vista\nSão Paulo\",x\n", null)]
    [InlineData("id,review,stars\n1,\"Great.\n\nI saw it twice, and would again.\",5\n2,\"Not mine,\nreally\",1\n", null)]
    [InlineData("id,name,city\n1,x,\"Lisboa\n2,y,Porto\n3,z,Faro\"\n", "Lines 2 to 4 ")]
    [InlineData("id,name,city\n0,x,y\n1,\"x,Lisboa\n2,y\",Porto\n3,z,Faro\n", "Lines 3 to 4 ")]
    [InlineData("id,name,city\r\n1,x,\"Lisboa\r\n2,y,Porto\"\r\n", "Lines 2 to 3 ")]
    public void Rows_that_quotation_marks_swallow_are_told_from_text_of_several_lines(string text, string? said)
    {
        var scanned = Scans.Scan(Encoding.UTF8.GetBytes(text), default, CsvCpu.Best, []);

        Assert.True(scanned.IsValid);
        Assert.Equal(said is null, scanned.Warning is null);
        Assert.StartsWith(said ?? string.Empty, scanned.Warning ?? string.Empty, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Report 2024,\nid,name\n1,x\n2,y\n", true)]
    [InlineData(",\nid,name\n1,x\n", true)]
    [InlineData("id,\n1,\n2,\n", false)]
    [InlineData(",name\n0,x\n1,y\n", false)]
    [InlineData("Report,,\nid,name,city\n1,x,y\n", true)]
    public void A_title_over_two_columns_is_told_from_a_delimiter_at_the_end_of_every_line(string text, bool isTitle)
    {
        var scanned = Scans.Scan(Encoding.UTF8.GetBytes(text), default, CsvCpu.Best, []);

        Assert.Equal(isTitle, scanned.Warning?.Contains("may be a title", StringComparison.Ordinal) == true);
    }

    // One character after the other, and one line after the other.
    private static string? Expected(string text)
    {
        var (isQuoted, line, start, again) = (false, 1, 0, 0);
        (int First, int Last) longest = (0, 0);
        var whole = text.EndsWith('\n') ? text : text + '\n';
        for (var index = 0; index < whole.Length; index++)
        {
            isQuoted ^= whole[index] == '"';
            line += whole[index] == '\n' ? 1 : 0;
            if (whole[index] != '\n' || isQuoted)
            {
                continue;
            }

            var record = whole[start..index];
            var lines = record.Split('\n');
            if (start > 0 && again == 0 && record.Trim('\r').Replace("\"", string.Empty, StringComparison.Ordinal) == "a,b")
            {
                again = line - 1;
            }

            var commas = lines.Select(one => one.Count(value => value == ',')).ToList();
            if (lines.Length > 1 && lines.Length - 1 > longest.Last - longest.First && commas[0] == 1 && commas.Sum() == lines.Length)
            {
                longest = (line - lines.Length, line - 1);
            }

            start = index + 1;
        }

        string?[] all =
        [
            again == 0 ? null : $"Line {again} is the header once more, as where files were put together; it counts as a row.",
            longest == (0, 0) ? null : $"Lines {longest.First} to {longest.Last} are one row because of quotation marks, and each of them looks like a row; if they are rows, a quotation mark is too many there.",
        ];
        return all.Any(one => one is not null) ? string.Join(' ', all.OfType<string>()) : null;
    }
}
