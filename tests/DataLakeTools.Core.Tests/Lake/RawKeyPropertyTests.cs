using System.Text;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using FsCheck;
using FsCheck.Fluent;

namespace DataLakeTools.Core.Tests.Lake;

public sealed class RawKeyPropertyTests
{
    // Pieces of names; what may lead out of a folder comes often.
    private static readonly string[] Pieces =
    [
        "..", "..", ".", "/", "/", "\\", "\0", "\n", "\u001B[31m", "~", "%2e%2e", "%2f", " ", "a", "Movies", "2022", "05", "02", "é", "e\u0301", "東", "🎬",
        "\uD83C", "\u202E", "C:", "C:\\", "//", "s3://", "+", "?", "#", "&", "*", "\"", "'", "$HOME", "CON", "\uFF0F", "\uFEFF",
    ];

    private static readonly Gen<string> AnyText = Gen.ArrayOf(Gen.Elements(Pieces)).Select(string.Concat);

    // Pieces of names that any system can hold, and how a name may end: nearly every name that is made of them is one, so that
    // few are thrown away.
    private static readonly string[] NamePieces =
        ["..", ".", "~", "%2e%2e", "%2f", " ", "a", "Movies", "2022", "05", "02", "é", "東", "🎬", "+", "#", "&", "'", "$HOME", "CON", "\uFF0F"];

    private static readonly Gen<string> Name =
        from pieces in Gen.ArrayOf(Gen.Elements(NamePieces))
        from end in Gen.Elements("a", "é", "東", "🎬", "05", "~")
        select string.Concat(pieces) + end;

    private static readonly Gen<DateOnly> Dates = Gen.Choose(0, DateOnly.MaxValue.DayNumber).Select(DateOnly.FromDayNumber);

    private static readonly Gen<LakeKey> Keys =
        from layer in Name
        from origin in Name
        from format in Name
        from specification in Gen.ArrayOf(Name)
        from date in Dates
        from file in Name
        let key = TryCreate(layer, origin, format, specification, date, file)
        where key is not null
        select key;

    [Fact]
    public void Building_and_parsing_gives_the_parts_back() => Check(Keys, key =>
    {
        var parsed = LakeKey.Parse(key.Value);
        Assert.Equal((key.Layer, key.Origin, key.Format, key.Date, key.FileName), (parsed.Layer, parsed.Origin, parsed.Format, parsed.Date, parsed.FileName));
        Assert.Equal(key.Specification, parsed.Specification);
    });

    [Fact]
    public void Parsing_and_building_gives_the_text_back() => Check(AnyText.Select(text => $"Raw/Local/CSV/{text}/2022/05/02/{text}"), text =>
    {
        // Keys that are there already may have names that are not given to new ones.
        if (TryParse(text) is { } key && TryCreate(key.Layer, key.Origin, key.Format, [.. key.Specification], key.Date, key.FileName) is { } made)
        {
            Assert.Equal(text, made.Value);
        }
    });

    [Fact]
    public void No_input_makes_a_key_that_leaves_the_folder_of_its_lake()
    {
        var lake = LakeAddress.Parse(Path.Combine(Path.GetTempPath(), "a lake"));
        Check(Inputs, input =>
        {
            if (TryCreate(input[0], input[1], input[2], input[3].Split('/'), new DateOnly(2022, 5, 2), input[4]) is { } key)
            {
                Assert.StartsWith(lake.BucketOrFolder + Path.DirectorySeparatorChar, Path.GetFullPath(lake.AddressOf(key.Value)), StringComparison.Ordinal);
            }
        });
    }

    [Fact]
    public void No_input_makes_a_key_that_leaves_the_prefix_of_its_lake()
    {
        var lake = LakeAddress.Parse("s3://lake-of-tests/zone/one");
        Check(Inputs, input =>
        {
            if (TryCreate(input[0], input[1], input[2], input[3].Split('/'), new DateOnly(2022, 5, 2), input[4]) is { } key)
            {
                Assert.DoesNotContain(lake.Qualify(key.Value)["zone/one/".Length..].Split('/'), segment => segment is "" or "." or "..");
            }
        });
    }

    [Fact]
    public void No_key_is_longer_than_S3_takes() => Check(Keys, key => Assert.InRange(Encoding.UTF8.GetByteCount(key.Value), 1, 1024));

    [Fact]
    public void Any_text_is_parsed_or_refused_with_a_sentence() => Check(AnyText, text =>
    {
        try
        {
            LakeKey.Parse(text);
        }
        catch (DataLakeException refusal)
        {
            Assert.Equal(DataLakeError.InvalidKey, refusal.Error);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
            Assert.NotEmpty(refusal.Recommendation);
        }
    });

    [Fact]
    public void Any_text_is_a_lake_address_or_refused_with_a_sentence() => Check(AnyText.Select(text => "s3://lake-of-tests/" + text), text =>
    {
        try
        {
            Assert.DoesNotContain(LakeAddress.Parse(text).Prefix.Split('/'), segment => segment is "." or "..");
        }
        catch (DataLakeException refusal)
        {
            Assert.Equal(DataLakeError.InvalidLakeAddress, refusal.Error);
            Assert.DoesNotContain(refusal.Message, char.IsControl);
        }
    });

    private static Gen<string[]> Inputs => Gen.ArrayOf(AnyText, 5);

    private static void Check<T>(Gen<T> cases, Action<T> body) =>
        Prop.ForAll(cases.ToArbitrary(), body).Check(Config.QuickThrowOnFailure.WithMaxTest(2000).WithStartSize(0).WithEndSize(12));

    private static LakeKey? TryCreate(string layer, string origin, string format, string[] specification, DateOnly date, string file)
    {
        try
        {
            return LakeKey.Create(layer, origin, format, specification, date, file);
        }
        catch (DataLakeException refusal) when (refusal.Error == DataLakeError.InvalidKey)
        {
            return null;
        }
    }

    private static LakeKey? TryParse(string text)
    {
        try
        {
            return LakeKey.Parse(text);
        }
        catch (DataLakeException refusal) when (refusal.Error == DataLakeError.InvalidKey)
        {
            return null;
        }
    }
}
