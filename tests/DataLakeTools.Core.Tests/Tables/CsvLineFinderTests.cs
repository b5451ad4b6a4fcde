using System.Text;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class CsvLineFinderTests
{
    private const string Quoted = "id,\"no\nte\"\r\n1,\"a\r\nb \"\"c\"\"\"\r\n2,\n3,\"x,y\"";

    [Theory]
    [InlineData("a|b\r\n1|\"\r\n2|x\r\n", 1, 3, "2|x")]
    [InlineData("a|b\n1|\"\n2|x", 1, 3, "2|x")]
    [InlineData("\uFEFFa|b\n1|2\n", 0, 2, "1|2")]
    [InlineData(Quoted, 0, 3, "1,\"a\r\nb \"\"c\"\"\"")]
    [InlineData(Quoted, 1, 5, "2,")]
    [InlineData(Quoted, 2, 6, "3,\"x,y\"")]
    public void A_row_is_found_with_its_line_and_its_place_in_the_file_whatever_the_pieces(string file, long row, long line, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(file);
        foreach (var piece in (int[])[1, 2, 3, 7, bytes.Length])
        {
            var found = new List<(long Row, long Line, long Offset, byte[] Bytes)>();
            var finder = new CsvLineFinder();
            for (var start = 0; start < bytes.Length; start += piece)
            {
                finder.Append(bytes.AsSpan(start, Math.Min(piece, bytes.Length - start)), isLast: false, [row], found);
            }

            finder.Append([], isLast: true, [row], found);

            var (number, atLine, offset, content) = Assert.Single(found);
            Assert.Equal((row, line, text), (number, atLine, Encoding.UTF8.GetString(content)));
            Assert.Equal(content, bytes.AsSpan((int)offset, content.Length).ToArray());
        }
    }
}
