using System.Text;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Tests.Raw.Json;

public sealed class DuplicateNamesTests
{
    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"a":1,"b":3,"a":2}""", """{"b":3,"a":2}""")]
    [InlineData("""[{"x":{"a":1, "\u0061":[1.50]}}]""", """[{"x":{"\u0061":[1.50]}}]""")]
    [InlineData("""{"a":{"a":1},"b":{"a":2,"a":{"a":3}}}""", """{"a":{"a":1},"b":{"a":{"a":3}}}""")]
    [InlineData("""{"\ud800":1,"\ud800":"\ud801"}""", """{"\ud800":"\ud801"}""")]
    public void The_last_of_the_values_of_a_name_stays(string record, string expected) =>
        Assert.Equal(expected, Encoding.UTF8.GetString(new DuplicateNames().KeepLast(Encoding.UTF8.GetBytes(record))));

    [Theory]
    [InlineData("""{"a": 1, "A": 2, "b": {"a": 3}, "c": [{"a": 4}, {"a": 5}]}""")]
    [InlineData("""[1, "a", "a", null]""")]
    [InlineData("7")]
    public void A_record_with_every_name_once_keeps_its_bytes(string record)
    {
        var bytes = Encoding.UTF8.GetBytes(record);

        Assert.Same(bytes, new DuplicateNames().KeepLast(bytes));
    }

    [Fact]
    public void Many_names_are_looked_at_as_few_are()
    {
        var names = new DuplicateNames();
        var once = Encoding.UTF8.GetBytes("{" + string.Join(',', Enumerable.Range(0, 5000).Select(number => $"\"n{number}\":{number}")) + "}");
        var twice = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(once)[..^1] + ",\"n17\":0}");

        Assert.Same(once, names.KeepLast(once));
        Assert.EndsWith(",\"n17\":0}", Encoding.UTF8.GetString(names.KeepLast(twice)), StringComparison.Ordinal);
        Assert.DoesNotContain("\"n17\":17", Encoding.UTF8.GetString(names.KeepLast(twice)), StringComparison.Ordinal);
    }
}
