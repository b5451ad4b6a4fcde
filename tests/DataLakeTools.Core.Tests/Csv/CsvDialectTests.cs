using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Tests.Csv;

public class CsvDialectTests
{
    [Theory]
    [InlineData('|', CsvQuoting.None)]
    [InlineData('\t', CsvQuoting.None)]
    [InlineData(',', CsvQuoting.Rfc4180)]
    [InlineData(';', CsvQuoting.Rfc4180)]
    [InlineData(':', CsvQuoting.Rfc4180)]
    public void Pipe_and_tab_go_without_quoting(char delimiter, CsvQuoting quoting) =>
        Assert.Equal(new CsvDialect((byte)delimiter, quoting), CsvDialect.For(delimiter));
}
