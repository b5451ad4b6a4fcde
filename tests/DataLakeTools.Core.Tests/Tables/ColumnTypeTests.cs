using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tests.Tables;

public sealed class ColumnTypeTests
{
    [Theory]
    [InlineData("varchar")]
    [InlineData("boolean")]
    [InlineData("smallint")]
    [InlineData("integer")]
    [InlineData("bigint")]
    [InlineData("double")]
    [InlineData("date")]
    [InlineData("decimal(3,1)")]
    [InlineData("array(varchar)")]
    [InlineData("array(row(id bigint, name varchar))")]
    [InlineData("row(a array(array(date)), b decimal(38,0))")]
    public void A_type_is_written_as_it_was_read(string text) => Assert.Equal(text, ColumnType.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("VARCHAR")]
    [InlineData("varchar(")]
    [InlineData("varchar)")]
    [InlineData("array()")]
    [InlineData("array(varchar")]
    [InlineData("row(id)")]
    [InlineData("row(id bigint,)")]
    [InlineData("decimal(3)")]
    [InlineData("decimal(0,0)")]
    [InlineData("decimal(3,4)")]
    [InlineData("decimal(39,1)")]
    [InlineData("bigint; DROP TABLE x")]
    public void What_is_no_type_is_refused(string text) => Assert.Throws<FormatException>(() => ColumnType.Parse(text));
}
