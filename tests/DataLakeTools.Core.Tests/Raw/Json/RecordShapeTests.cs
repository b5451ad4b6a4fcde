using System.Text;
using DataLakeTools.Core.Raw.Json;
using static DataLakeTools.Core.Tests.Raw.Json.BatchText;

namespace DataLakeTools.Core.Tests.Raw.Json;

public sealed class RecordShapeTests
{
    [Theory]
    [InlineData("""{"a":1}""", """{"a":2.5e3}""")]
    [InlineData("""{"a":1,"b":"x"}""", """{"a":1}""")]
    [InlineData("""{"a":1,"b":"x"}""", """{"a":1,"b":null}""")]
    [InlineData("""{"a":null}""", """{"a":{"b":1}}""")]
    [InlineData("""{"a":[]}""", """{"a":[{"b":1}]}""")]
    [InlineData("""{"a":[1,null]}""", """{"a":[2]}""")]
    [InlineData("""{"a":1,"b":2}""", """{"b":2,"a":1}""")]
    [InlineData("""{"a":true}""", """{"a":false}""")]
    [InlineData("""{"id":1,"a":{"x":1}}""", """{"id":1,"a":{"y":"s"}}""")]
    [InlineData("""{"a":1}""", """{}""")]
    [InlineData("""{}""", """{"a":1}""")]
    [InlineData("""{"\u0061":1}""", """{"a":1}""")]
    [InlineData("""{"a":[1,"x"]}""", """{"a":[true]}""")]
    [InlineData("1", "2")]
    [InlineData("null", "2")]
    public void These_are_the_same_shape(string first, string second) => Assert.True(Joins(first, second));

    [Theory]
    [InlineData("""{"a":1}""", """{"a":"1"}""")]
    [InlineData("""{"a":1}""", """{"a":true}""")]
    [InlineData("""{"a":{"b":1}}""", """{"a":[{"b":1}]}""")]
    [InlineData("""{"a":[1]}""", """{"a":["x"]}""")]
    [InlineData("""{"a":[{"b":1}]}""", """{"a":[{"b":1},{"b":"x"}]}""")]
    [InlineData("""{"a":{"b":{"c":1}}}""", """{"a":{"b":{"c":"x"}}}""")]
    [InlineData("""{"a":1}""", """{"b":1}""")]
    [InlineData("""{"a":1}""", "1")]
    [InlineData("1", "\"x\"")]
    public void These_are_not_the_same_shape(string first, string second) => Assert.False(Joins(first, second));

    [Fact]
    public void A_field_is_held_to_its_type_however_many_there_are()
    {
        var first = string.Join(',', Enumerable.Range(0, 10_000).Select(number => $"\"f{number}\":1"));
        var structure = RecordShape.OfFirst(Bytes($$"""{{{first}}}"""));

        Assert.True(structure.TryJoin(Bytes("""{"f0":2,"f9999":3}""")));
        Assert.False(structure.TryJoin(Bytes("""{"f0":2,"f9999":"x"}""")));
        Assert.True(structure.TryJoin(Bytes("""{"f0":2,"another":1}""")));
        Assert.False(structure.TryJoin(Bytes("""{"f0":2,"another":"x"}""")));
    }

    [Fact]
    public void A_record_that_does_not_join_leaves_the_structure_as_it_was()
    {
        var structure = RecordShape.OfFirst(Bytes("""{"a":1}"""));

        Assert.False(structure.TryJoin(Bytes("""{"b":1,"a":"x"}""")));
        Assert.Equal("{a:number}", structure.Name);
        Assert.True(structure.TryJoin(Bytes("""{"a":1,"b":"x"}""")));
        Assert.Equal("{a:number,b:string}", structure.Name);
    }

    [Fact]
    public void Missing_fields_never_lead_two_types_into_one_file()
    {
        using var batcher = new RecordBatcher();

        var batches = batcher.AddAll(
        [
            Record("""{"id":1}""", null),
            Record("""{"id":2,"v":1}""", null),
            Record("""{"id":3,"v":"x"}""", null),
            Record("""{"id":4}""", null),
            Record("""{"id":5,"v":"y"}""", null),
        ]);

        Assert.Equal(2, batches.Count);
        Assert.Equal("[\n{\"id\":1},\n{\"id\":2,\"v\":1},\n{\"id\":4}\n]\n", TextOf(batches[0]));
        Assert.Equal("[\n{\"id\":3,\"v\":\"x\"},\n{\"id\":5,\"v\":\"y\"}\n]\n", TextOf(batches[1]));
        Assert.Equal("{id:number,v:string}", batches[1].Structure);
    }

    [Fact]
    public void An_object_used_as_a_dictionary_is_one_shape()
    {
        using var batcher = new RecordBatcher();

        var records = Enumerable.Range(0, 10_000)
            .Select(day => Record($"{{\"id\":{day},\"counts\":{{\"day{day}\":1}}}}", null));

        Assert.Equal(100, batcher.AddAll(records).Count);
    }

    private static bool Joins(string first, string second) => RecordShape.OfFirst(Bytes(first)).TryJoin(Bytes(second));

    private static byte[] Bytes(string json) => Encoding.UTF8.GetBytes(json);
}
