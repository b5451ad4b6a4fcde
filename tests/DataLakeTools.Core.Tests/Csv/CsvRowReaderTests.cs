using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using FsCheck;
using FsCheck.Fluent;

namespace DataLakeTools.Core.Tests.Csv;

public class CsvRowReaderTests
{
    [Fact]
    public void Rows_of_a_file_like_the_real_ones_keep_every_character()
    {
        using var reader = Rows.Open(
            "id|titulo|genero|profissao\r\n"
            + "tt0167190|Trevor \\Broom\\ Bruttenholm|Action,Fantasy|\r\n"
            + "tt0111161|\"A\" \"|\\N|São João 東京\r\n");

        Assert.Equal(["id", "titulo", "genero", "profissao"], reader.Columns);
        Assert.Equal(CsvDialect.For('|'), reader.Dialect);
        Assert.True(reader.Read());
        Assert.Equal(2, reader.Line);
        Assert.Equal("Trevor \\Broom\\ Bruttenholm", reader.GetString(1));
        Assert.Equal("Action,Fantasy", reader.GetString(2));
        Assert.Equal("", reader.GetString(3));
        Assert.False(reader.IsNull(3));
        Assert.True(reader.Read());
        Assert.Equal(3, reader.Line);
        Assert.Equal("\"A\" \"", reader.GetString(1));
        Assert.Null(reader.GetString(2));
        Assert.True(reader.IsNull(2));
        Assert.Equal("\\N"u8, reader.GetRaw(2));
        Assert.Equal("São João 東京", reader.GetString(3));
        Assert.Equal("tt0111161"u8, reader.GetRaw(0));
        Assert.False(reader.Read());
        Assert.False(reader.Read());
    }

    [Fact]
    public void Quoted_fields_are_read_without_their_marks()
    {
        var rows = Rows.All(Rows.Open("a,b,c\r\n\"1,\r\n1\",\"say \"\"hi\"\"\",\"\\N\"\r\n\\N,\"\",\"\"\"\"\r\nx,,y"));

        Assert.Equal<string?[]>([["1,\r\n1", "say \"hi\"", "\\N"], [null, "", "\""], ["x", "", "y"]], rows);
    }

    [Fact]
    public void Line_is_where_the_row_begins()
    {
        using var reader = Rows.Open("\"a\na\",b\n\"1\n\n1\",2\n3,4\n");
        Assert.True(reader.Read());
        Assert.Equal(3, reader.Line);
        Assert.True(reader.Read());
        Assert.Equal(6, reader.Line);
    }

    [Fact]
    public void Escaped_fields_of_a_row_can_be_held_together()
    {
        using var reader = Rows.Open("a,b\n\"1\"\"1\",\"2\"\"2\"\n");
        Assert.True(reader.Read());
        var first = reader.GetRaw(0);
        var second = reader.GetRaw(1);

        Assert.Equal("1\"1"u8, first);
        Assert.Equal("2\"2"u8, second);
        Assert.Equal("1\"1", reader.GetString(0));
    }

    [Theory]
    [InlineData("a|b\n1|2\n\n\r\n\n")]
    [InlineData("a|b\n1|2\r\n\r\n")]
    [InlineData("a|b\n1|2")]
    [InlineData("\uFEFFa|b\n1|2\n")]
    [InlineData("a,b\n\"1\",\"2\"\r\n\r\n")]
    [InlineData("a,b\n\"1\",\"2\"")]
    public void Blank_lines_at_the_end_are_no_rows(string text) => Assert.Equal<string?[]>([["1", "2"]], Rows.All(Rows.Open(text)));

    [Fact]
    public void Blank_line_between_rows_is_a_row_with_one_column_only()
    {
        using var reader = Rows.Open("a\n\n\r\n1\n\n2\n\n");
        var rows = new List<(long, string?)>();
        while (reader.Read())
        {
            rows.Add((reader.Line, reader.GetString(0)));
        }

        Assert.Equal([(2, ""), (3, ""), (4, "1"), (5, ""), (6, "2")], rows);
        Assert.Contains("line 2: expected 2 fields, found an empty line", Rows.Fails("a|b\n\n\n1|2\n").Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a|b\n1|2\n1|2|3\n", "line 3: expected 2 fields, found 3")]
    [InlineData("a,b\n1,2\n\"1\n1\"\n", "line 3: expected 2 fields, found 1")]
    [InlineData("a,b\n\"1\n1\",2\n1,2\"\n", "line 4: expected a quotation mark only at the beginning of a field, found one inside a field")]
    [InlineData("a,b\n\"1\n1\"x,2\n", "line 3: expected a delimiter or a newline after the closing quotation mark, found other text")]
    [InlineData("a,b\n1,\"2\n3,4\n", "line 2: expected a closing quotation mark, found the end of the file")]
    [InlineData("", "line 1: expected a header line, found an empty file")]
    [InlineData("a|b\r1|2\r", "line 1: expected LF or CRLF at the end of a line, found a carriage return alone")]
    [InlineData("a,b\"b\n", "line 1: expected a quotation mark only at the beginning of a field")]
    public void Row_that_cannot_be_read_is_named_with_its_line(string text, string message)
    {
        var error = Rows.Fails(text, new CsvReadOptions { Name = "films.csv" });

        Assert.StartsWith($"'films.csv' cannot be read: {message}", error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Recommendation);
        Assert.Equal("films.csv", error.Target);
    }

    [Theory]
    [InlineData("a||c", "a Column2 c")]
    [InlineData("|b|", "Column1 b Column3")]
    [InlineData("a|b|A|a", "a b A_2 a_3")]
    [InlineData("a|a_2|a", "a a_2 a_3")]
    [InlineData("Column2||x", "Column2 Column3 x")]
    [InlineData("a|A|a_2|a|a", "a A_3 a_2 a_4 a_5")]
    [InlineData("|||Column1|Column2", "Column3 Column4 Column5 Column1 Column2")]
    public void Columns_get_names_of_their_own_and_the_reader_says_which_it_made_up(string header, string names)
    {
        using var reader = Rows.Open($"{header}\n");
        var given = header.Split('|');

        Assert.Equal(names, string.Join(' ', reader.Columns));
        Assert.Equal(
            Enumerable.Range(0, given.Length).Where(column => given[column] != reader.Columns[column]),
            reader.RenamedColumns.Select(renamed => renamed.Column));
    }

    [Theory]
    [InlineData("a|b\n")]
    [InlineData("a|b\r\n")]
    [InlineData("a|b\r\r\n")]
    [InlineData("a|b\rc\n")]
    [InlineData("a|b\0\n")]
    [InlineData("a|b\u001f\u007f\n")]
    [InlineData("a|ação\n")]
    [InlineData("a|b\u00ff\n")]
    [InlineData("a|\"b\n")]
    [InlineData("a,\"b\"\n")]
    [InlineData("a,b\"c\n")]
    [InlineData("a,\"b\"c\n")]
    [InlineData("\ufeffa|b\n")]
    [InlineData("sep=;\na;b\r\r\n")]
    [InlineData("a\tb\n")]
    public void A_header_can_be_read_if_and_only_if_the_check_has_nothing_against_it(string header)
    {
        // Latin-1 makes invalid UTF-8 of a letter in the upper half; the others are encoded as they should be.
        var bytes = header.Contains('\u00ff', StringComparison.Ordinal) ? Encoding.Latin1.GetBytes(header) : Encoding.UTF8.GetBytes(header);
        var problem = Scans.Scan(bytes).Problems is [var first, ..] ? first.Message : null;

        var error = Record.Exception(() => Rows.Open(bytes).Dispose());

        Assert.Equal(problem is null, error is null);
        Assert.Contains(problem ?? string.Empty, error?.Message ?? string.Empty, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("")]
    public void A_hundred_thousand_equal_names_are_made_unique_at_once(string name)
    {
        using var reader = Rows.Open(string.Join('|', Enumerable.Repeat(name, 100_000)) + "\n");

        Assert.Equal(100_000, reader.Columns.Distinct().Count());
    }

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    public void A_field_with_a_NUL_is_no_text(int length)
    {
        using var reader = Rows.Open($"a|b\n1|{new string('x', length)}\0\n");

        Assert.True(reader.Read());
        var error = Assert.Throws<DataLakeException>(() => reader.GetString(1));

        Assert.Contains("line 2: expected UTF-8 text, found a NUL byte", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Invalid_utf8_fails_only_the_one_who_asks_for_the_text()
    {
        byte[] bytes = [.. "a,b\n1,\"2\n"u8, 0xE9, .. "\"\n"u8];
        using var reader = Rows.Open(bytes);

        Assert.True(reader.Read());
        Assert.Equal("1", reader.GetString(0));
        var error = Assert.Throws<DataLakeException>(() => reader.GetString(1));
        Assert.Contains("line 3: expected UTF-8 text, found byte E9, which is 'é' in Windows-1252", error.Message, StringComparison.Ordinal);
        Assert.Contains("Check the file", error.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public void Utf16_is_named() =>
        Assert.Contains("UTF-16 little endian", Rows.Fails([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a|b\n")]).Message, StringComparison.Ordinal);

    [Fact]
    public void Row_longer_than_64_mebibytes_is_refused()
    {
        var bytes = new byte[(64 * 1024 * 1024) + 100];
        Array.Fill(bytes, (byte)'x');
        "a\n1\n"u8.CopyTo(bytes);

        Assert.Contains("line 3: expected a row of at most 67108864 bytes", Rows.Fails(bytes).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Row_longer_than_the_buffer_is_read()
    {
        string big = new('x', 3_000_000);

        Assert.Equal<string?[]>([["1", big], [big, "2"]], Rows.All(Rows.Open($"a|b\n1|{big}\n{big}|2\n")));
        Assert.Equal<string?[]>([["1", big + "\n\""], [big, "2"]], Rows.All(Rows.Open($"a,b\n1,\"{big}\n\"\"\"\n{big},2\n")));
    }

    [Fact]
    public void Stream_is_disposed_with_the_reader_and_when_the_header_is_bad()
    {
        var stream = new SlowStream("a|b\n"u8.ToArray(), 1);
        var reader = new CsvRowReader(stream, default);
        reader.Dispose();
        reader.Dispose();
        var bad = new SlowStream([], 1);

        Assert.True(stream.IsDisposed);
        Assert.False(reader.Read());
        Assert.Throws<DataLakeException>(() => new CsvRowReader(bad, default));
        Assert.True(bad.IsDisposed);
    }

    [Fact]
    public void Field_is_asked_for_only_with_a_row_and_a_column()
    {
        using var reader = Rows.Open("a|b\n1|2\n");
        Assert.Throws<InvalidOperationException>(() => reader.GetString(0));
        Assert.True(reader.Read());
        Assert.Equal("2", reader.GetString(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetString(2));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.GetString(-1));
        Assert.False(reader.Read());
        Assert.Throws<InvalidOperationException>(() => reader.GetString(0));
    }

    [Fact]
    public void Reading_raw_fields_allocates_nothing_for_a_row()
    {
        var bytes = Encoding.UTF8.GetBytes("a|b\n" + string.Concat(Enumerable.Repeat("tt0111161|Über\r\n", 100_000)));
        using var reader = Rows.Open(bytes);
        Assert.True(reader.Read());
        long length = 0;
        Allocations.AssertNone(() =>
        {
            while (reader.Read())
            {
                length += reader.GetRaw(1).Length;
            }
        });

        Assert.Equal(5 * 99_999, length);
    }

    [Fact]
    public void What_was_written_is_read_whatever_the_pieces_of_the_stream()
    {
        var field = Gen.Elements("", "a", "x,y", "é東🎬", "\"", "say \"hi\"", "line\nbreak", "cr\r\n", "\\", new string('z', 5000), "\\N");
        var cases =
            from rows in Gen.ArrayOf(Gen.Elements(1, 2, 3).SelectMany(_ => Gen.ArrayOf(field, 3)))
            from delimiter in Gen.Elements(',', ';')
            from newline in Gen.Elements("\n", "\r\n")
            from most in Gen.Elements(1, 7, 5000, int.MaxValue)
            select (Rows: rows, Delimiter: delimiter, Newline: newline, Most: most);

        Prop.ForAll(cases.ToArbitrary(), test =>
        {
            string Quote(string value) =>
                value.AsSpan().IndexOfAny($"{test.Delimiter}\"\r\n\\") >= 0 ? $"\"{value.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : value;
            var text = string.Concat(
                test.Rows.Prepend(["a", "b", "c"]).Select(row => string.Join(test.Delimiter, row.Select(Quote)) + test.Newline));
            using var reader = new CsvRowReader(new SlowStream(Encoding.UTF8.GetBytes(text), test.Most), default);
            Assert.Equal<string?[]>(test.Rows, Rows.All(reader));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100).WithEndSize(150));
    }

    [Fact]
    public void Reader_and_scanner_agree_on_what_is_valid()
    {
        var pieces = Gen.Elements("|", ",", ",", "\n", "\n", "\r\n", "\r", "\"", "\"", "\"\"", "a", "\\N", "1,2\n", "\"1\",\"2\"\r\n", "1|2\n");
        var cases =
            from header in Gen.Elements("a|b\n", "a,b\n", "a\r\n")
            from text in Gen.ArrayOf(pieces)
            from end in Gen.Elements("", "x")
            select header + string.Concat(text) + end;

        Prop.ForAll(cases.ToArbitrary(), text =>
        {
            var summary = Scans.Scan(text);
            var trimmed = text.TrimEnd('\n', '\r');
            if (trimmed != text && trimmed + "\n" != text && trimmed + "\r\n" != text)
            {
                return; // blank lines at the end
            }

            if (summary.IsValid)
            {
                Assert.Equal(summary.Rows, Rows.All(Rows.Open(text)).Length);
            }
            else
            {
                Assert.Contains(Rows.Fails(text).Message, summary.Problems.Select(problem => $"The CSV cannot be read: {problem.Message}."));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000).WithStartSize(1).WithEndSize(20));
    }
}
