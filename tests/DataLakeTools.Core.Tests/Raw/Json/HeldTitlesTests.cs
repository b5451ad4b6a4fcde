using System.Text;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Tests.Raw.Json;

/// <summary>Whose details are wanted is fetched although the lake holds the entry of a list, and the other way round.</summary>
public class HeldTitlesTests
{
    [Theory]
    [InlineData(1, true, EarlierOutcome.InLake)]
    [InlineData(1, false, null)]
    [InlineData(2, true, null)]
    [InlineData(2, false, EarlierOutcome.InLake)]
    [InlineData(3, true, null)]
    [InlineData(3, false, null)]
    public void The_entry_of_a_list_is_not_taken_for_details_nor_details_for_an_entry(int id, bool isEntry, EarlierOutcome? expected)
    {
        var held = new HeldTitles(Entries: Written("""{"id":1,"title":"a","genre_ids":[80]}"""), Details: Written("""{"id":2,"title":"b","imdb_id":"tt0000002","budget":0}"""));

        Assert.Equal(expected, held.Find(id, isEntry));
    }

    private static WrittenTitles Written(string json)
    {
        Assert.True(WrittenTitle.TryRead(Encoding.UTF8.GetBytes(json), out var title));
        return new WrittenTitles([title.Value]);
    }
}
