using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tests.Lake;

public sealed class LakeKeyTests
{
    private static readonly DateOnly Date = new(2022, 5, 2);

    [Theory]
    [InlineData("CON", "the name of a device")]
    [InlineData("nul.txt", "the name of a device")]
    [InlineData("Com1", "the name of a device")]
    [InlineData("LPT\u00B9", "the name of a device")]
    [InlineData("a.", "ends in a dot")]
    [InlineData("a ", "ends in a space")]
    [InlineData("...", "ends in a dot")]
    [InlineData("a:b", "has a ':' in it")]
    [InlineData("a*", "has a '*' in it")]
    [InlineData("e\u0301", "that Unicode composes")]
    [InlineData("\u212B", "that Unicode composes")]
    [InlineData("\u0627\u0653", "that Unicode composes")]
    [InlineData("\u1112\u1161\u11AB", "that Unicode composes")]
    [InlineData("q\u0302\u0323", "that Unicode composes")]
    [InlineData("a\u202Eb", "has the invisible character U+202E")]
    [InlineData("\uFEFFa", "has the invisible character U+FEFF")]
    [InlineData("a\u200Bb", "has the invisible character U+200B")]
    [InlineData("a\u00ADb", "has the invisible character U+00AD")]
    [InlineData("a\u200Db", "has the invisible character U+200D")]
    [InlineData("a\u2028b", "has the invisible character U+2028")]
    [InlineData("a\U000E0041", "has the invisible character U+E0041")]
    public void A_new_key_has_no_name_that_another_system_cannot_hold(string name, string told)
    {
        Assert.Contains(told, Refuse("x", name).Message, StringComparison.Ordinal);
        Assert.Contains(told, Refuse(name, "x").Message, StringComparison.Ordinal);

        // What is there already can be read.
        Assert.Equal(name, LakeKey.Parse($"Raw/Local/CSV/{name}/2022/05/02/{name}").FileName);

        static DataLakeException Refuse(string specification, string fileName) => Assert.Throws<DataLakeException>(
            () => LakeKey.Create("Raw", "Local", "CSV", [specification], new DateOnly(2022, 5, 2), fileName));
    }

    [Theory]
    [InlineData("console")]
    [InlineData("COM")]
    [InlineData("COM10")]
    [InlineData(".hidden")]
    [InlineData("\u00E9")]
    [InlineData("a b.c")]
    [InlineData("m\u0303")]
    [InlineData("q\u0323\u0302")]
    [InlineData("\u0928\u093F\u0930\u0902")]
    [InlineData("\u0645\u064E\u0627")]
    [InlineData("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")]
    [InlineData("\U0001F468\u200D\U0001F469\u200D\U0001F467.csv")]
    public void Other_names_stay(string name) =>
        Assert.Equal(name, LakeKey.Create("Raw", "Local", "CSV", [name], new DateOnly(2022, 5, 2), name).FileName);

    [Theory]
    [InlineData("Local", "CSV", new[] { "Movies" }, "movies.csv", "Raw/Local/CSV/Movies/2022/05/02/movies.csv")]
    [InlineData("Local", "CSV", new[] { "Series" }, "series.csv", "Raw/Local/CSV/Series/2022/05/02/series.csv")]
    [InlineData("TMDB", "JSON", new string[0], "prt-uty-nfd.json", "Raw/TMDB/JSON/2022/05/02/prt-uty-nfd.json")]
    [InlineData("TMDB", "JSON", new[] { "Movies", "Crime" }, "idf-uet-wqt.json", "Raw/TMDB/JSON/Movies/Crime/2022/05/02/idf-uet-wqt.json")]
    public void A_key_is_laid_out_by_the_convention(string origin, string format, string[] specification, string file, string expected) =>
        Assert.Equal(expected, LakeKey.Create("Raw", origin, format, specification, Date, file).Value);

    [Fact]
    public void The_date_has_zeros_in_front() =>
        Assert.Equal("Raw/Local/CSV/0007/01/09/a.csv", LakeKey.Create("Raw", "Local", "CSV", [], new DateOnly(7, 1, 9), "a.csv").Value);

    [Fact]
    public void The_folder_is_the_key_without_the_file() =>
        Assert.Equal("Raw/Local/CSV/Movies/2022/05/02", LakeKey.Parse("Raw/Local/CSV/Movies/2022/05/02/movies.csv").Folder);

    [Fact]
    public void A_parsed_key_has_its_parts()
    {
        var key = LakeKey.Parse("Raw/TMDB/JSON/Movies/Crime/2022/05/02/idf-uet-wqt.json");

        Assert.Equal(("Raw", "TMDB", "JSON", Date, "idf-uet-wqt.json"), (key.Layer, key.Origin, key.Format, key.Date, key.FileName));
        Assert.Equal(["Movies", "Crime"], key.Specification);
    }

    [Theory]
    [InlineData("", "The file name has an empty segment.", "Give the file name a name, and no '/' at its ends or twice in a row.")]
    [InlineData(".", "The file name has the segment '.'.", "Write the file name without '.' and '..' segments.")]
    [InlineData("..", "The file name has the segment '..'.", "Write the file name without '.' and '..' segments.")]
    [InlineData("a/b", "The file name 'a/b' has a '/' in it.", "Write the file name as one name without '/'.")]
    [InlineData("a\\b", "The file name 'a\\b' has a backslash in it.", "Write '/' between levels, on Windows too, and keep backslashes out of names.")]
    [InlineData("a\nb", "The file name 'a?b' has the control character U+000A in it.", "Write the file name without control characters.")]
    [InlineData("a\u001Bb", "The file name 'a?b' has the control character U+001B in it.", "Write the file name without control characters.")]
    [InlineData("a\u009Bb", "The file name 'a?b' has the control character U+009B in it.", "Write the file name without control characters.")]
    public void A_segment_that_cannot_be_is_refused_with_a_sentence_that_says_what_to_change(string name, string message, string recommendation)
    {
        var failure = Refuses(() => LakeKey.Create("Raw", "Local", "CSV", [], Date, name));

        Assert.Equal((message, recommendation), (failure.Message, failure.Recommendation));
    }

    [Fact]
    public void Half_a_surrogate_pair_is_refused() => Assert.Equal(
        "The file name 'a?' is not valid Unicode text.", Refuses(() => LakeKey.Create("Raw", "Local", "CSV", [], Date, "a\uD83C")).Message);

    [Theory]
    [InlineData("layer")]
    [InlineData("origin")]
    [InlineData("format")]
    [InlineData("specification")]
    [InlineData("file name")]
    public void Every_part_is_checked_and_named(string part)
    {
        string Of(string name) => name == part ? ".." : "fine";

        var failure = Refuses(() => LakeKey.Create(Of("layer"), Of("origin"), Of("format"), [Of("specification")], Date, Of("file name")));

        Assert.Equal($"The {part} has the segment '..'.", failure.Message);
    }

    [Fact]
    public void A_key_of_1024_bytes_of_UTF8_is_taken() => Assert.Equal(1024, Encoding.UTF8.GetByteCount(OfBytes(1024).Value));

    [Fact]
    public void A_key_of_1025_bytes_of_UTF8_is_refused()
    {
        var failure = Refuses(() => OfBytes(1025));

        Assert.EndsWith("is 1025 UTF-8 bytes long; S3 takes at most 1024.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Shorten the file name, the specification or the prefix of the lake.", failure.Recommendation);
    }

    [Theory]
    [InlineData("Raw/Local/CSV/2022/05/movies.csv", "The key 'Raw/Local/CSV/2022/05/movies.csv' has 6 segments; a key has at least 7.")]
    [InlineData("Raw/Local/CSV/2022/5/2/movies.csv", "The key 'Raw/Local/CSV/2022/5/2/movies.csv' has '2022/5/2' where its date belongs.")]
    [InlineData("Raw/Local/CSV/2022/02/30/movies.csv", "The key 'Raw/Local/CSV/2022/02/30/movies.csv' has '2022/02/30' where its date belongs.")]
    [InlineData("Raw/Local/CSV/Movies/2022/05/02/", "The file name has an empty segment.")]
    [InlineData("/Raw/Local/CSV/2022/05/02/movies.csv", "The layer has an empty segment.")]
    [InlineData("Raw/Local/CSV/../2022/05/02/movies.csv", "The specification has the segment '..'.")]
    public void Text_that_is_no_key_is_refused(string text, string message) => Assert.Equal(message, Refuses(() => LakeKey.Parse(text)).Message);

    [Theory]
    [InlineData("movies.csv", "Movies")]
    [InlineData("Series.csv", "Series")]
    [InlineData("são joão.csv", "São joão")]
    [InlineData("élite.csv", "Élite")]
    [InlineData("2022.csv", "2022")]
    [InlineData("movies.backup.csv", "Movies.backup")]
    [InlineData("movies", "Movies")]
    public void The_specification_comes_from_the_name_of_the_file(string file, string expected) =>
        Assert.Equal(expected, LakeConvention.SpecificationOf(file));

    [Fact]
    public void Keys_of_the_same_text_are_equal() =>
        Assert.Equal(LakeKey.Parse("Raw/Local/CSV/Movies/2022/05/02/movies.csv"), LakeKey.Create("Raw", "Local", "CSV", ["Movies"], Date, "movies.csv"));

    [Theory]
    [InlineData(null, new string[0])]
    [InlineData("", new string[0])]
    [InlineData("Movies", new[] { "Movies" })]
    [InlineData("Movies/Crime", new[] { "Movies", "Crime" })]
    public void A_specification_is_split_into_its_levels(string? specification, string[] expected) =>
        Assert.Equal(expected, LakeKey.SplitSpecification(specification));

    private static LakeKey OfBytes(int bytes) =>
        LakeKey.Create("Raw", "Local", "CSV", [], Date, "é" + new string('a', bytes - "Raw/Local/CSV/2022/05/02/".Length - 2));

    private static DataLakeException Refuses(Func<object> work)
    {
        var failure = Assert.Throws<DataLakeException>(work);
        Assert.Equal(DataLakeError.InvalidKey, failure.Error);
        return failure;
    }
}
