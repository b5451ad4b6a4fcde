using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests.Csv;

public class CsvScannerTests
{
    [Fact]
    public void File_like_the_real_ones_is_valid_and_described()
    {
        const string Header = "id|tituloPincipal|genero|personagem|profissao\r\n";
        var summary = Scans.Scan(
            Header
            + "tt0167190|Hellboy|Action,Fantasy|Trevor \\Broom\\ Bruttenholm|actor\r\n"
            + "tt0111161|\"A\" quoted \" title|\\N|\\N|\r\n",
            new CsvScanOptions { CountMissing = true });

        Assert.True(summary.IsValid);
        Assert.Equal(2, summary.Rows);
        Assert.Equal(3, summary.Lines);
        Assert.Equal(["id", "tituloPincipal", "genero", "personagem", "profissao"], summary.Columns);
        Assert.Equal('|', summary.Delimiter);
        Assert.Equal(CsvQuoting.None, summary.Quoting);
        Assert.Equal(CsvLineEnding.CrLf, summary.LineEnding);
        Assert.False(summary.HasByteOrderMark);
        Assert.True(summary.EndsWithNewline);
        Assert.Empty(summary.Problems);
        Assert.Equal(
            [new("id", 0, 0), new("tituloPincipal", 0, 0), new("genero", 1, 0), new("personagem", 1, 0), new("profissao", 0, 1)],
            summary.Missing!);
    }

    [Theory]
    [InlineData("a|b,c;d|e\n", '|', CsvQuoting.None)]
    [InlineData("a;b;c,d\n", ';', CsvQuoting.Rfc4180)]
    [InlineData("a,b,c;d\n", ',', CsvQuoting.Rfc4180)]
    [InlineData("a\tb\n", '\t', CsvQuoting.None)]
    [InlineData("a|b;c,d\te\n", '|', CsvQuoting.None)]
    [InlineData("a;b,c\n", ';', CsvQuoting.Rfc4180)]
    [InlineData("a,b\tc\n", ',', CsvQuoting.Rfc4180)]
    [InlineData("\"a;b;c\",d\n", ',', CsvQuoting.Rfc4180)]
    [InlineData("one\n", ',', CsvQuoting.Rfc4180)]
    [InlineData("\"a\nb\";c\n", ';', CsvQuoting.Rfc4180)]
    [InlineData("\uFEFFa|b\n", '|', CsvQuoting.None)]
    public void Delimiter_is_the_one_that_occurs_most_in_the_header(string text, char delimiter, CsvQuoting quoting)
    {
        var summary = Scans.Scan(text);

        Assert.Equal(delimiter, summary.Delimiter);
        Assert.Equal(quoting, summary.Quoting);
        Assert.True(summary.IsValid);
    }

    [Theory]
    [InlineData("\"host\",\"cpu | mem\"\r\n\"a\",\"1 | 2\"\r\n", ',')]
    [InlineData("name, full;age, years;city, country, zip\nx;1;2\ny;3;4\n", ';')]
    [InlineData("id|name\n1|\"Smith, John\"\n2|\"Doe, Jane\"\n", '|')]
    [InlineData("a,b|c\n1,2\n3,4\n", ',')]
    [InlineData("\"a\"\t\"b, c\"\n\"1\"\t\"2, 3\"\n", '\t')]
    [InlineData("a;b;c\n1,5;2,5;3,5\n1,5;2,5;3,5\n", ';')]
    [InlineData("a|b,c\n1|2\n3|4\n5|6,7\n", '|')]
    public void Delimiter_is_the_one_under_which_rows_agree(string text, char delimiter)
    {
        var summary = Scans.Scan(text);

        Assert.Equal(delimiter, summary.Delimiter);
        Assert.True(summary.IsValid);
        Assert.Null(summary.Warning);
    }

    [Theory]
    [InlineData("a|b,c\n1|2,3\n4|5,6\n", "agree under the delimiters '|' and ','; '|' was taken")]
    [InlineData("a,b\n1\n2,3,4\n5\n", "agree under no delimiter; ',' was taken")]
    [InlineData("sep=;\na;b\n1;2\n", "names the delimiter ';'; the header is the second")]
    [InlineData("\"sep=;\"\r\na;b\r\n1;2\r\n", "names the delimiter ';'; the header is the second")]
    public void What_was_taken_is_told_where_it_is_not_certain(string text, string told) =>
        Assert.Contains(told, Scans.Scan(text).Warning, StringComparison.Ordinal);

    [Theory]
    [InlineData(',', "names the delimiter ',', and ';' was given and taken; the header is the second")]
    [InlineData(';', "names the delimiter ';'; the header is the second")]
    public void A_line_that_names_a_delimiter_is_told_as_it_stands(char named, string told) =>
        Assert.Contains(told, Scans.Scan($"sep={named}\na;b\n1;2\n", new CsvScanOptions { Delimiter = ';' }).Warning, StringComparison.Ordinal);

    [Fact]
    public void A_first_line_that_names_what_no_delimiter_can_be_is_a_line_of_the_file()
    {
        var problem = Scans.Scan("sep=\0\na,b\n").Problems[0];

        Assert.Equal((CsvProblemKind.NotText, 1), (problem.Kind, problem.Line));
    }

    [Theory]
    [InlineData("\u00ff", 1, "not UTF-8")]
    [InlineData("\u00ff", 50, "not UTF-8")]
    [InlineData("\0", 1, "not UTF-8")]
    [InlineData("", 1, "UTF-8")]
    public void The_encoding_is_that_of_the_whole_file_however_many_problems_are_listed(string last, int maxProblems, string encoding)
    {
        var bytes = System.Text.Encoding.Latin1.GetBytes($"a|b\n{string.Concat(Enumerable.Repeat("1\n", 12))}{last}|2\n");

        Assert.Equal(encoding, new CsvReport("a.csv", Scans.Scan(bytes, new CsvScanOptions { MaxProblems = maxProblems })).Encoding);
    }

    [Fact]
    public void Of_a_file_of_another_format_no_encoding_is_claimed() =>
        Assert.Null(new CsvReport("a.gz", Scans.Scan([0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3])).Encoding);

    [Fact]
    public void A_line_that_names_the_delimiter_is_neither_header_nor_row()
    {
        var summary = Scans.Scan("sep=;\r\na;b\r\n1;2\r\n3\r\n");

        Assert.Equal(["a", "b"], summary.Columns);
        Assert.Equal((2, 4), (summary.Rows, summary.Lines));
        Assert.Equal("line 4: expected 2 fields, found 1", Assert.Single(summary.Problems).Message);
    }

    [Theory]
    [InlineData("My great report\na;b;c\n1;2;3\n", null, CsvProblemKind.NoHeader, "found a line without a delimiter, as a title is")]
    [InlineData("a;b\n1;2\n3;4\n", ',', CsvProblemKind.WrongDelimiter, "expected the delimiter ';', under which the first rows agree")]
    [InlineData("a,b|c\n1|2\n3|4\n5|6\n", ',', CsvProblemKind.WrongDelimiter, "expected the delimiter '|'")]
    [InlineData("<!DOCTYPE html>\n<html></html>\n", null, CsvProblemKind.OtherFormat, "found markup, as HTML pages and XML are")]
    [InlineData("\n  <html>\n", null, CsvProblemKind.OtherFormat, "found markup")]
    [InlineData("<?xml version='1.0'?>\n<a/>\n", null, CsvProblemKind.OtherFormat, "found markup")]
    [InlineData("%PDF-1.4\nabc\n", null, CsvProblemKind.OtherFormat, "found a PDF file")]
    [InlineData("PAR1abc\n", null, CsvProblemKind.OtherFormat, "found a Parquet file")]
    [InlineData("PK\u0003\u0004abc\n", null, CsvProblemKind.OtherFormat, "found a zip file")]
    [InlineData("{\"a\": 1}\n", null, CsvProblemKind.OtherFormat, "found JSON")]
    [InlineData("[\n {\"a\": 1}]\n", null, CsvProblemKind.OtherFormat, "found JSON")]
    [InlineData("    \n1\n", null, CsvProblemKind.Empty, "found nothing but white space")]
    [InlineData("\uFEFF\uFEFFa|b\n1|2\n", null, CsvProblemKind.ByteOrderMarkInside, "line 1:")]
    [InlineData("a|b\n1|2\n\uFEFFa|b\n3|4\n", null, CsvProblemKind.ByteOrderMarkInside, "line 3:")]
    [InlineData("a|b\r\n1|20\r", null, CsvProblemKind.BareCarriageReturn, "line 2: expected LF or CRLF at the end of a line, found a carriage return at the end of the file")]
    [InlineData("a|b\r\r\n1|2\r\n", null, CsvProblemKind.BareCarriageReturn, "line 1: expected LF or CRLF at the end of a line, found two carriage returns, as Python")]
    [InlineData("a|b\n1|x\ry\n", null, CsvProblemKind.BareCarriageReturn, "line 2: expected LF or CRLF at the end of a line, found a carriage return alone")]
    public void What_is_no_csv_or_was_damaged_is_told_by_its_cause(string text, char? delimiter, CsvProblemKind kind, string told)
    {
        var problem = Assert.Single(Scans.Scan(text, new CsvScanOptions { Delimiter = delimiter }).Problems, problem => problem.Kind == kind);

        Assert.Contains(told, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_carriage_return_within_quotation_marks_is_data() => Assert.True(Scans.Scan("a,b\n1,\"x\ry\"\n").IsValid);

    [Theory]
    [InlineData("id\n1\n2\n\n\n", 2)]
    [InlineData("id\n1\n\n2\n", 3)]
    [InlineData("a|b\r\n1|2\r\n\r\n", 1)]
    [InlineData("id\nHello world\n", 1)]
    public void Blank_lines_at_the_end_are_no_rows(string text, long rows)
    {
        var summary = Scans.Scan(text);

        Assert.True(summary.IsValid);
        Assert.Equal(rows, summary.Rows);
        Assert.Equal(rows, Rows.All(new CsvRowReader(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)))).Length);
    }

    [Fact]
    public void Given_delimiter_is_used_even_if_another_occurs_more()
    {
        var summary = Scans.Scan("a|b|c;d\n1|2|3;4\n", new CsvScanOptions { Delimiter = ';' });

        Assert.Equal(["a|b|c", "d"], summary.Columns);
        Assert.True(summary.IsValid);
    }

    [Theory]
    [InlineData('"')]
    [InlineData('\n')]
    [InlineData('\r')]
    [InlineData('\0')]
    [InlineData('é')]
    public void Delimiter_that_cannot_stand_between_fields_is_refused(char delimiter)
    {
        var error = Assert.Throws<DataLakeException>(() => new CsvScanner(new CsvScanOptions { Delimiter = delimiter }));

        Assert.Equal(DataLakeError.InvalidOption, error.Error);
        Assert.Equal(delimiter, error.Target);
    }

    [Theory]
    [InlineData("a|b\n1|2\n", CsvLineEnding.Lf, true)]
    [InlineData("a|b\r\n1|2", CsvLineEnding.CrLf, false)]
    [InlineData("a|b\r\n1|2\n", CsvLineEnding.Mixed, true)]
    [InlineData("a|b", CsvLineEnding.None, false)]
    [InlineData("a,b\r\n\"1\n1\",2\r\n", CsvLineEnding.CrLf, true)]
    public void Line_endings_of_rows_are_reported(string text, CsvLineEnding ending, bool endsWithNewline)
    {
        var summary = Scans.Scan(text);

        Assert.Equal(ending, summary.LineEnding);
        Assert.Equal(endsWithNewline, summary.EndsWithNewline);
        Assert.True(summary.IsValid);
    }

    [Theory]
    [InlineData("a|b\n", 0, 1)]
    [InlineData("a|b", 0, 1)]
    [InlineData("a|b\n1|2", 1, 2)]
    [InlineData("a,b\n\"1\n\n1\",2\n3,4\n", 2, 5)]
    public void Rows_and_physical_lines_are_counted(string text, long rows, long lines)
    {
        var summary = Scans.Scan(text);

        Assert.Equal((rows, lines), (summary.Rows, summary.Lines));
        Assert.True(summary.IsValid);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("\uFEFF", true)]
    public void File_without_a_byte_of_text_has_no_header(string text, bool hasMark)
    {
        var problem = Scans.OnlyProblem(text);

        Assert.Equal(new CsvProblem(CsvProblemKind.Empty, 1, "a header line", "an empty file"), problem);
        Assert.Equal(hasMark, Scans.Scan(text).HasByteOrderMark);
        Assert.Empty(Scans.Scan(text).Columns);
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    public void Blank_first_line_is_no_header(string text) =>
        Assert.Equal("line 1: expected a header line, found an empty line", Scans.OnlyProblem(text).Message);

    [Theory]
    [InlineData("a|b|c\n1|2|3\n1|2\n", 3, "line 3: expected 3 fields, found 2")]
    [InlineData("a|b|c\r\n1|2|3|4\r\n", 2, "line 2: expected 3 fields, found 4")]
    [InlineData("a|b|c\n1|2|3\n1|2", 3, "line 3: expected 3 fields, found 2")]
    [InlineData("a|b\n\n1|2\n", 2, "line 2: expected 2 fields, found an empty line")]
    [InlineData("a|b\r\n\r\n1|2\r\n", 2, "line 2: expected 2 fields, found an empty line")]
    [InlineData("a\n1,2\n", 2, "line 2: expected 1 field, found 2")]
    [InlineData("a,b\n\"1\n1\",2\n\"3\n3\n3\"\n5,6\n", 4, "line 4: expected 2 fields, found 1")]
    public void Row_with_another_number_of_fields_is_reported_where_it_begins(string text, long line, string message)
    {
        var problem = Scans.OnlyProblem(text);

        Assert.Equal((CsvProblemKind.FieldCount, line, message), (problem.Kind, problem.Line, problem.Message));
    }

    [Fact]
    public void Blank_line_is_a_row_in_a_file_with_one_column() =>
        Assert.Equal((2L, true), (Scans.Scan("a\n\n1\n").Rows, Scans.Scan("a\n\n1\n").IsValid));

    [Fact]
    public void All_problems_are_counted_and_the_first_described()
    {
        var text = "a|b\n" + string.Concat(Enumerable.Repeat("1\n", 500));

        var summary = Scans.Scan(text);

        Assert.Equal(500, summary.ProblemCount);
        Assert.Equal(500, summary.Rows);
        Assert.Equal(Enumerable.Range(2, 10).Select(line => (long)line), summary.Problems.Select(problem => problem.Line));
        Assert.Equal(3, Scans.Scan(text, new CsvScanOptions { MaxProblems = 3 }).Problems.Count);
        Assert.Empty(Scans.Scan(text, new CsvScanOptions { MaxProblems = 0 }).Problems);
    }

    [Fact]
    public void Problem_count_grows_while_the_bytes_pass()
    {
        var scanner = new CsvScanner();
        scanner.Scan("a|b\n1|2\n"u8);
        Assert.Equal(0, scanner.ProblemCount);

        scanner.Scan(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("1\n", 20_000))));
        Assert.InRange(scanner.ProblemCount, 19_900, 20_000);
    }

    public static TheoryData<byte[], string> InvalidUtf8 => new()
    {
        { [(byte)'c', (byte)'a', (byte)'f', 0xE9], "byte E9, which is 'é' in Windows-1252" },
        { [0x93, (byte)'x', 0x94], "byte 93, which is '“' in Windows-1252" },
        { [0x81], "byte 81" },
        { [0xE2, 0x82, (byte)'x'], "bytes E2 82" },
        { [0xED, 0xA0, 0x80], "byte ED, which is 'í' in Windows-1252" },
        { [0xC0, 0x80], "byte C0, which is 'À' in Windows-1252" },
        { [0xF0, 0x9F, 0x8E], "bytes F0 9F 8E" },
    };

    [Theory]
    [MemberData(nameof(InvalidUtf8))]
    public void Bytes_that_are_not_utf8_are_shown_once_for_a_line(byte[] bytes, string found)
    {
        byte[] text = [.. "a|b\n1|2\n3|"u8, .. bytes, .. " "u8, .. bytes, .. "\n4|5\n"u8];

        var problem = Scans.OnlyProblem(text);

        Assert.Equal(new CsvProblem(CsvProblemKind.InvalidUtf8, 3, "UTF-8 text", found), problem);
    }

    [Fact]
    public void Character_that_the_file_cuts_off_is_invalid() =>
        Assert.Equal(CsvProblemKind.InvalidUtf8, Scans.OnlyProblem([.. "a|b\n1|"u8, 0xC3]).Kind);

    [Fact]
    public void Nul_byte_is_no_text() =>
        Assert.Equal((CsvProblemKind.NotText, 2L), (Scans.OnlyProblem("a|b\n1|\0\0\n").Kind, Scans.OnlyProblem("a|b\n1|\0\0\n").Line));

    [Theory]
    [InlineData("utf-16", "UTF-16 little endian text")]
    [InlineData("utf-16BE", "UTF-16 big endian text")]
    [InlineData("utf-32", "UTF-32 little endian text")]
    [InlineData("utf-32BE", "UTF-32 big endian text")]
    public void Other_unicode_text_is_named_and_nothing_else_is_said_of_it(string encoding, string found)
    {
        var other = Encoding.GetEncoding(encoding);
        byte[] bytes = [.. other.GetPreamble(), .. other.GetBytes("a|b\r\n1|2\r\n")];

        Assert.Equal(new CsvProblem(CsvProblemKind.NotText, 1, "UTF-8 text", found), Scans.OnlyProblem(bytes));
        Assert.Equal(bytes.Length, Scans.Scan(bytes).Length);
    }

    [Theory]
    [InlineData("a|b\r1|2\r3|4\r")]
    [InlineData("a,b\r1,2\r3,4\r")]
    public void Header_from_an_old_mac_is_reported_once(string text) =>
        Assert.Equal((CsvProblemKind.BareCarriageReturn, 1L), (Scans.OnlyProblem(text).Kind, Scans.OnlyProblem(text).Line));

    [Theory]
    [InlineData("a,b\n\"1,\n1\",\"2\"\"2\"\n\"\",\"\"\"\"\n")]
    [InlineData("a;b\r\n\"1;\r\n1\";2\r\n;\r\n")]
    [InlineData("\"a\na\",\"b\"\"\"\n1,2\n")]
    public void Quoted_fields_hold_delimiters_newlines_and_doubled_marks(string text)
    {
        var summary = Scans.Scan(text);

        Assert.True(summary.IsValid);
        Assert.Equal(2, summary.Columns.Count);
    }

    [Theory]
    [InlineData("a,b\n1,2\"2\"\n", CsvProblemKind.QuoteInUnquotedField, 2)]
    [InlineData("a,b\n1, \"2\"\n", CsvProblemKind.QuoteInUnquotedField, 2)]
    [InlineData("a,b\n\"1\n1\"x,2\n", CsvProblemKind.TextAfterClosingQuote, 3)]
    [InlineData("a,b\n\"1\" ,2\n", CsvProblemKind.TextAfterClosingQuote, 2)]
    [InlineData("a,b\n\"He said \"hi\" to me\",2\n", CsvProblemKind.TextAfterClosingQuote, 2)]
    [InlineData("a,b\n1,2\n3,\"4\n5,6\n", CsvProblemKind.UnclosedQuote, 3)]
    public void Wrong_quoting_is_one_problem_for_a_field(string text, CsvProblemKind kind, long line) =>
        Assert.Equal((kind, line), (Scans.OnlyProblem(text).Kind, Scans.OnlyProblem(text).Line));

    [Fact]
    public void Unclosed_quote_is_reported_where_it_opens_wherever_doubled_marks_fall()
    {
        for (var length = 0; length < 130; length++)
        {
            var text = $"a,b\n1,\"2\n2\"\n1,\"{new string('x', length)}\"\"\n{new string('y', 200)}\n";

            Assert.Equal((CsvProblemKind.UnclosedQuote, 4L), (Scans.OnlyProblem(text).Kind, Scans.OnlyProblem(text).Line));
        }
    }

    [Fact]
    public void Quotation_marks_and_backslashes_are_data_between_pipes() =>
        Assert.True(Scans.Scan("a|b\n\"1|2\n\\|3\"\n1\"|\"\n").IsValid);

    [Fact]
    public void Problems_are_in_file_order()
    {
        byte[] text = [.. "a,b\n\"1\n"u8, 0xE9, .. "\"\n1,2\"\n1\n"u8];

        Assert.Equal(
            [(CsvProblemKind.FieldCount, 2L), (CsvProblemKind.InvalidUtf8, 3L), (CsvProblemKind.QuoteInUnquotedField, 4L), (CsvProblemKind.FieldCount, 5L)],
            Scans.Scan(text).Problems.Select(problem => (problem.Kind, problem.Line)));
    }

    [Fact]
    public void Missing_values_are_counted_only_when_asked() => Assert.Null(Scans.Scan("a|b\n\\N|\n").Missing);

    [Theory]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    public void Missing_and_empty_values_are_counted_in_any_number_of_columns(int columns)
    {
        // Field f of row r is missing, empty or text in a pattern of its own; some rows are too long or too short.
        const int Rows = 700;
        var (nulls, empties) = (new long[columns], new long[columns]);
        var text = new StringBuilder(string.Join('|', Enumerable.Range(0, columns).Select(column => $"c{column}"))).Append("\r\n");
        for (var row = 0; row < Rows; row++)
        {
            var fields = row % 50 == 7 ? columns + 70 : row % 50 == 9 ? Math.Max(1, columns - 2) : columns;
            string[] values = [.. Enumerable.Range(0, fields).Select(field => (((row * 7) + (field * 3)) % 5) switch { 0 => "\\N", 1 when field > 0 => "", _ => "x" })];
            text.AppendJoin('|', values).Append(row % 3 == 0 ? "\n" : "\r\n");
            for (var field = 0; field < Math.Min(fields, columns); field++)
            {
                nulls[field] += values[field] == "\\N" ? 1 : 0;
                empties[field] += values[field].Length == 0 ? 1 : 0;
            }
        }

        foreach (var instructions in Scans.Instructions)
        {
            var summary = Scans.Scan(Encoding.UTF8.GetBytes(text.ToString()), new CsvScanOptions { CountMissing = true, Delimiter = '|' }, instructions, []);
            Assert.Equal(nulls, summary.Missing!.Select(missing => missing.Missing));
            Assert.Equal(empties, summary.Missing!.Select(missing => missing.Empty));
        }
    }

    [Fact]
    public void Missing_is_an_unquoted_backslash_n_and_empty_is_nothing_with_or_without_marks()
    {
        var summary = Scans.Scan(
            "a,b,c\n\\N,\"\\N\",x\\N\n\\Nx,\"\",\r\n,\\n,\\N\r\n\"\"\"\", ,\\N",
            new CsvScanOptions { CountMissing = true });

        Assert.Equal([new("a", 1, 1), new("b", 0, 1), new("c", 2, 1)], summary.Missing!);
    }

    [Fact]
    public void Header_that_does_not_end_is_not_kept()
    {
        var piece = new byte[100_000];
        Array.Fill(piece, (byte)'x');
        var scanner = new CsvScanner();
        scanner.Scan(piece);
        for (var i = 0; i < 20; i++)
        {
            scanner.Scan(piece);
        }

        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 500; i++)
            {
                scanner.Scan(piece);
            }
        });

        var summary = scanner.Complete();
        Assert.Equal(CsvProblemKind.HeaderTooLong, Assert.Single(summary.Problems).Kind);
        Assert.Equal(52_100_000, summary.Length);
    }

    [Theory]
    [InlineData(CsvHeader.MaxLength - 1, true)]
    [InlineData(CsvHeader.MaxLength, false)]
    public void Header_of_a_mebibyte_is_one_however_it_comes(int length, bool isValid)
    {
        byte[] text = [.. Enumerable.Repeat((byte)'x', length), .. "\ny\n"u8];

        var whole = Scans.Describe(Scans.Scan(text));
        Assert.Equal(isValid, Scans.Scan(text).IsValid);
        Assert.Equal(whole, Scans.Describe(Scans.Scan(text, default, Scans.Instructions.Last(), [length - 1, 1, 1, 1])));
        Assert.Equal(whole, Scans.Describe(Scans.Scan(text, default, Scans.Instructions.Last(), Enumerable.Repeat(1000, 1100))));
    }

    [Theory]
    [InlineData(1_700)]
    [InlineData(1_900)]
    [InlineData(7_000)]
    [InlineData(60_000)]
    public void Delimiter_of_a_long_header_is_the_same_however_it_comes(int names)
    {
        var header = string.Join(';', Enumerable.Range(0, names).Select(index => $"a{index:00000},b"));
        var row = string.Join(';', Enumerable.Repeat("1", names));
        var text = Encoding.UTF8.GetBytes($"{header}\n{string.Concat(Enumerable.Repeat(row + "\n", 40))}");

        var whole = Scans.Scan(text);
        Assert.Equal((';', names, 40L, 0L), (whole.Delimiter, whole.Columns.Count, whole.Rows, whole.ProblemCount));
        foreach (var first in new[] { 1, 4_096, 16_384, header.Length - 1, header.Length + 1, header.Length + row.Length + 3, 65_536, 262_144 })
        {
            Assert.Equal(Scans.Describe(whole), Scans.Describe(Scans.Scan(text, default, Scans.Instructions.Last(), Enumerable.Repeat(first, 1).Concat(Enumerable.Repeat(9_999, 2_000)))));
        }
    }

    [Fact]
    public void Scanning_allocates_nothing_for_rows()
    {
        var rows = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("tt1|Über, \"x\"|\\N|\r\n", 10_000)));
        foreach (var delimiter in "|,")
        {
            foreach (var countMissing in new[] { false, true })
            {
                var piece = delimiter == '|' ? rows : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(rows).Replace(", \"x\"", "").Replace('|', ','));
                var scanner = new CsvScanner(new CsvScanOptions { CountMissing = countMissing });
                scanner.Scan(Encoding.ASCII.GetBytes($"a{delimiter}b{delimiter}c{delimiter}d\r\n"));
                scanner.Scan(piece);
                Allocations.AssertNone(() =>
                {
                    for (var i = 0; i < 100; i++)
                    {
                        scanner.Scan(piece);
                    }
                });

                Assert.True(scanner.Complete().IsValid);
            }
        }
    }

    [Fact]
    public void Many_problems_allocate_no_more_than_the_first()
    {
        byte[] rows = [.. Enumerable.Repeat("1\n"u8.ToArray(), 50_000).SelectMany(row => row), 0xE9, 0];
        var scanner = new CsvScanner();
        scanner.Scan("a|b\n"u8);
        scanner.Scan(rows);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 20; i++)
            {
                scanner.Scan(rows);
            }
        });

        Assert.True(scanner.ProblemCount > 1_000_000);
    }

    [Fact]
    public void Complete_gives_the_same_summary_again_and_ends_the_scan()
    {
        var scanner = new CsvScanner();
        scanner.Scan("a|b\n"u8);

        Assert.Same(scanner.Complete(), scanner.Complete());
        Assert.Throws<InvalidOperationException>(() => scanner.Scan("1|2\n"u8));
    }
}
