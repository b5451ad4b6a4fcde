using System.Text;
using DataLakeTools.Core.Csv;

namespace DataLakeTools.Core.Tests.Csv;

public class CsvUniqueFilterTests
{
    [Fact]
    public void First_of_equal_values_passes_wherever_the_others_stand()
    {
        var filter = new CsvUniqueFilter();

        bool[] added = [.. new[] { "tt1", "tt1", "tt2", "tt1", "", "", "TT1", "tt" }.Select(value => filter.Add(Encoding.UTF8.GetBytes(value)))];

        Assert.Equal([true, false, true, false, true, false, true, true], added);
        Assert.Equal(5, filter.Count);
    }

    [Fact]
    public void Many_values_of_all_lengths_are_told_apart_like_a_set_does()
    {
        var random = new Random(11);
        var filter = new CsvUniqueFilter();
        var set = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < 100_000; i++)
        {
            string value = new((char)('a' + random.Next(3)), random.Next(20));
            value += random.Next(20_000);
            if (i % 5000 == 0)
            {
                value += new string('x', 100_000);
            }

            Assert.Equal(set.Add(value), filter.Add(Encoding.UTF8.GetBytes(value)));
        }

        Assert.Equal(set.Count, filter.Count);
    }

    [Fact]
    public void Repeated_value_allocates_nothing()
    {
        var filter = new CsvUniqueFilter();
        filter.Add("tt1"u8);
        filter.Add("tt2"u8);
        Allocations.AssertNone(() =>
        {
            for (var i = 0; i < 100_000; i++)
            {
                filter.Add(i % 2 == 0 ? "tt1"u8 : "tt2"u8);
            }
        });

        Assert.Equal(2, filter.Count);
    }
}
