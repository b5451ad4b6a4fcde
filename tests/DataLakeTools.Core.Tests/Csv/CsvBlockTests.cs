using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Csv.Simd;

namespace DataLakeTools.Core.Tests.Csv;

/// <summary>What depends on where rows and fields stand in the blocks that are scanned at once, in files of many of them.</summary>
public class CsvBlockTests
{
    // More texts take longer; a person can raise it.
    private static readonly int Times = int.TryParse(Environment.GetEnvironmentVariable("DATALAKE_TEST_CSV_TEXTS"), out var times) ? times : 150;

    [Theory]
    [InlineData('|', "\n")]
    [InlineData('|', "\r\n")]
    [InlineData(',', "\n")]
    [InlineData(',', "\r\n")]
    public void Rows_of_every_length_are_counted_wherever_they_end_in_a_block(char delimiter, string newline)
    {
        for (var length = 3; length < 140; length++)
        {
            var header = string.Join(delimiter, "a", "b", "c") + newline;
            var row = new string('x', length - 3) + delimiter + delimiter + "\\N" + newline;
            var bytes = Encoding.UTF8.GetBytes(header + string.Concat(Enumerable.Repeat(row, 150)));
            foreach (var instructions in Scans.Instructions)
            {
                var summary = Scans.Scan(bytes, Counting(delimiter), instructions, []);
                Assert.Equal((150L, 0L), (summary.Rows, summary.ProblemCount));
                Assert.Equal([new("a", 0, length == 3 ? 150 : 0), new("b", 0, 150), new("c", 150, 0)], summary.Missing!);
            }
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(64)]
    [InlineData(65)]
    public void A_row_with_a_field_too_many_or_too_few_is_found_wherever_it_ends_in_a_block(int columns)
    {
        var good = string.Join('|', Enumerable.Repeat("\\N", columns)) + "\n";
        foreach (var bad in new[] { "x|" + good, good[3..], "\n", new string('|', 300) + "\n" })
        {
            for (var shift = 0; shift < 64; shift++)
            {
                // Right after the header, and after many rows.
                var text = good.Replace("\\N", "n", StringComparison.Ordinal) + bad + new string('x', shift) + string.Concat(Enumerable.Repeat(good, 20)) + bad + good;
                AssertSameAsScalar(Encoding.UTF8.GetBytes(text), Counting('|'), []);
            }
        }
    }

    [Fact]
    public void Values_are_counted_like_they_were_written()
    {
        // A blank line at the end is no row, so one column is a case of its own.
        int[] columnCounts = [2, 3, 4, 7, 15, 31, 32, 33, 57, 63, 64, 65, 130];
        for (var seed = 0; seed < Times; seed++)
        {
            var random = new Random(seed);
            var text = new CsvText(random, columnCounts[seed % columnCounts.Length], random.Next(1, 400) * random.Next(1, 5));
            int[] cuts = [.. Enumerable.Range(0, random.Next(20)).Select(_ => random.Next(200))];
            foreach (var instructions in Scans.Instructions.Where(instructions => instructions != CsvInstructions.Scalar))
            {
                var summary = Scans.Scan(text.Bytes, Counting(text.Delimiter), instructions, cuts);
                Assert.Equal(text.Missing, summary.Missing!.Select(missing => missing.Missing));
                Assert.Equal(text.Empty, summary.Missing!.Select(missing => missing.Empty));
                Assert.Equal((text.Rows, text.WrongRows), (summary.Rows, summary.ProblemCount));
            }

            AssertSameAsScalar(text.Bytes, Counting(text.Delimiter), cuts);
            AssertSameAsScalar(text.Bytes, new CsvScanOptions { Delimiter = text.Delimiter }, cuts);
        }
    }

    [Fact]
    public void A_broken_byte_is_found_wherever_it_is()
    {
        for (var seed = 0; seed < Times; seed++)
        {
            var random = new Random(seed);
            var text = new CsvText(random, random.Next(1, 20), random.Next(1, 100));
            var bytes = text.Bytes;
            for (var i = random.Next(1, 4); i > 0; i--)
            {
                bytes[random.Next(text.HeaderLength, bytes.Length)] = (byte)(random.Next(3) == 0 ? random.Next(256) : "\0\"\n\r|,\\N\u00c3"[random.Next(9)]);
            }

            AssertSameAsScalar(bytes, Counting(text.Delimiter), [random.Next(100), random.Next(2000)]);
        }
    }

    // A scan goes by what it met before: text that is not ASCII for long, and carriage returns.
    [Theory]
    [InlineData('|', "\n")]
    [InlineData('|', "\r\n")]
    [InlineData(',', "\n")]
    [InlineData(',', "\r\n")]
    public void What_is_wrong_is_found_whatever_came_before_it(char delimiter, string newline)
    {
        var ascii = Text("a", 4_000);
        var other = Text("\u00e3", 12_000);
        foreach (var wrong in new byte[][] { [0], [0xC3], [0xEF, 0xBB, 0xBF], "\r"u8.ToArray(), "x\"y"u8.ToArray(), "\"\r"u8.ToArray(), "\"x\ny\r\""u8.ToArray() })
        {
            for (var shift = 0; shift < 64; shift += 7)
            {
                byte[] between = [.. new byte[shift].Select(_ => (byte)'s'), (byte)delimiter, .. Encoding.UTF8.GetBytes(newline), .. wrong];
                AssertSameAsScalar([.. ascii, .. between, .. other, .. between, .. ascii, .. between, .. other, .. ascii, .. between], Counting(delimiter), [100, 7000, 5]);
            }
        }

        byte[] Text(string field, int length) => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"{field}{delimiter}{field}{newline}", length / 4)));
    }

    private static CsvScanOptions Counting(char delimiter) => new() { Delimiter = delimiter, CountMissing = true, MaxProblems = 50 };

    private static void AssertSameAsScalar(byte[] bytes, CsvScanOptions options, int[] cuts)
    {
        var expected = Scans.Describe(Scans.Scan(bytes, options, CsvInstructions.Scalar, []));
        foreach (var instructions in Scans.Instructions)
        {
            Assert.Equal(expected, Scans.Describe(Scans.Scan(bytes, options, instructions, cuts)));
        }
    }

    /// <summary>A text, and what it holds. How common something is in it is a matter of chance too.</summary>
    private sealed class CsvText
    {
        private readonly Random _random;
        private readonly StringBuilder _text = new();
        private readonly string _newline;
        private readonly bool _isQuoted;
        private readonly int _fieldLength;
        private readonly double _nulls;
        private readonly double _empties;
        private readonly double _quotes;
        private readonly double _newlines;
        private readonly double _notAscii;

        public CsvText(Random random, int columns, int rows)
        {
            _random = random;
            _isQuoted = random.Next(2) == 0;
            _newline = random.Next(2) == 0 ? "\n" : "\r\n";
            _fieldLength = random.Next(3) switch { 0 => 3, 1 => 12, _ => 90 };
            (_nulls, _empties, _quotes, _newlines, _notAscii) = (Share(), Share(), Share(), Share() * Share(), Share() * Share());
            var wrong = random.Next(3) == 0 ? .02 : 0;
            (Missing, Empty, Delimiter) = (new long[columns], new long[columns], _isQuoted ? ',' : '|');

            _text.AppendJoin(Delimiter, Enumerable.Range(0, columns).Select(column => $"c{column}")).Append(_newline);
            HeaderLength = _text.Length;
            for (; Rows < rows; Rows++)
            {
                var fields = columns;
                if (_random.NextDouble() < wrong)
                {
                    fields = random.Next(2) == 0 ? columns + random.Next(1, 130) : Math.Max(1, columns - random.Next(1, columns + 1));
                }

                if (fields != columns)
                {
                    WrongRows++;
                }

                for (var column = 0; column < fields; column++)
                {
                    if (column > 0)
                    {
                        _text.Append(Delimiter);
                    }

                    AppendField(column);
                }

                _text.Append(_newline);
            }

            Bytes = Encoding.UTF8.GetBytes(_text.ToString());
        }

        public byte[] Bytes { get; }

        public char Delimiter { get; }

        public int HeaderLength { get; }

        public long Rows { get; }

        public long WrongRows { get; }

        public long[] Missing { get; }

        public long[] Empty { get; }

        private double Share() => _random.Next(4) switch { 0 => 0, 1 => .01, 2 => .2, _ => .8 };

        private void AppendField(int column)
        {
            var isQuoted = _isQuoted && _random.NextDouble() < _quotes;
            if (_random.NextDouble() < _empties)
            {
                if (isQuoted)
                {
                    _text.Append("\"\"");
                }

                if (column < Empty.Length)
                {
                    Empty[column]++;
                }
            }
            else if (_random.NextDouble() < _nulls)
            {
                _text.Append("\\N");
                if (column < Missing.Length)
                {
                    Missing[column]++;
                }
            }
            else if (isQuoted)
            {
                _text.Append('"').Append('q', _random.Next(_fieldLength)).Append(_random.Next(6) switch
                {
                    0 when _random.NextDouble() < _newlines => _newline,
                    1 => ",",
                    2 => "\"\"",
                    3 => ",\\N,",
                    _ => "q",
                }).Append('q', _random.Next(_fieldLength)).Append('"');
            }
            else
            {
                _text.Append('x', _random.Next(1, _fieldLength));
                if (_random.NextDouble() < _notAscii)
                {
                    _text.Append(_random.Next(3) switch { 0 => "é", 1 => "東", _ => "🎬" });
                }

                if (_random.Next(30) == 0)
                {
                    _text.Append(_random.Next(3) switch { 0 => "\\Nx", 1 => "\\", _ => "x\\N" });
                }
            }
        }
    }
}
