using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Tests.Raw;

namespace DataLakeTools.Core.Tests.Lake;

public sealed class LakeAddressTests
{
    [Theory]
    [InlineData("s3://data-lake-do-fulano", "data-lake-do-fulano", "")]
    [InlineData("s3://data-lake-do-fulano/", "data-lake-do-fulano", "")]
    [InlineData("s3://data-lake-do-fulano/zone/one", "data-lake-do-fulano", "zone/one")]
    [InlineData("s3://data-lake-do-fulano/zone/one//", "data-lake-do-fulano", "zone/one")]
    [InlineData("S3://data-lake-do-fulano/São João", "data-lake-do-fulano", "São João")]
    [InlineData("s3://my_bucket/zone", "my_bucket", "zone")]
    [InlineData("s3://tenant:bucket/zone", "tenant:bucket", "zone")]
    [InlineData("s3://arn:aws:s3:us-west-2:123456789012:accesspoint/films/zone/one", "arn:aws:s3:us-west-2:123456789012:accesspoint:films", "zone/one")]
    [InlineData("s3://arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:films", "arn:aws-cn:s3:cn-north-1:123456789012:accesspoint:films", "")]
    public void A_bucket_with_or_without_a_prefix_is_a_lake(string text, string bucket, string prefix)
    {
        var lake = LakeAddress.Parse(text);

        Assert.Equal((LakeKind.S3, bucket, prefix), (lake.Kind, lake.BucketOrFolder, lake.Prefix));
        Assert.Equal((LakeKind.S3, bucket, string.Empty), (lake.WithoutPrefix.Kind, lake.WithoutPrefix.BucketOrFolder, lake.WithoutPrefix.Prefix));
    }

    [Theory]
    [InlineData("./lake", "lake")]
    [InlineData("lake/", "lake")]
    [InlineData("../lake", "../lake")]
    [InlineData("a/../lake", "lake")]
    public void A_folder_starts_at_the_current_one(string text, string expected)
    {
        var current = Path.Combine(Path.GetTempPath(), "current");

        var lake = LakeAddress.Parse(text, current);

        Assert.Equal((LakeKind.Folder, Path.GetFullPath(expected, current)), (lake.Kind, lake.BucketOrFolder));
    }

    [Fact]
    public void A_name_alone_is_a_folder_that_is_there_or_no_lake()
    {
        using var current = new LocalFolder();
        Directory.CreateDirectory(Path.Combine(current.Root, "lake"));

        var exception = Assert.Throws<DataLakeException>(() => LakeAddress.Parse("my-lake", current.Root));

        Assert.Equal(
            (DataLakeError.InvalidLakeAddress, "'my-lake' may be a bucket or a folder, and there is no folder of that name.", "Write s3://my-lake or ./my-lake."),
            (exception.Error, exception.Message, exception.Advice.ToString()));
        Assert.Equal(Path.Combine(current.Root, "lake"), LakeAddress.Parse("lake", current.Root).BucketOrFolder);
    }

    [Theory]
    [InlineData("~", "")]
    [InlineData("~/a lake", "a lake")]
    public void A_tilde_is_the_home_folder(string text, string below) => Assert.Equal(
        Path.TrimEndingDirectorySeparator(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), below)), LakeAddress.Parse(text).BucketOrFolder);

    [Fact]
    public void A_file_URI_is_a_folder() =>
        Assert.Equal(Path.GetFullPath(Path.Combine(Path.GetTempPath(), "a lake")), LakeAddress.Parse(new Uri(Path.Combine(Path.GetTempPath(), "a lake")).AbsoluteUri).BucketOrFolder);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void No_text_is_no_lake(string? text) => Assert.Equal(DataLakeError.LakeNotGiven, Refuses(text!).Error);

    [Theory]
    [InlineData("s3:data-lake", "The lake address 's3:data-lake' does not begin with 's3://'.")]
    [InlineData("s3:/data-lake", "The lake address 's3:/data-lake' does not begin with 's3://'.")]
    [InlineData("s3://", "'' in the lake address 's3://' cannot be a bucket.")]
    [InlineData("s3://Data-Lake", "'Data-Lake' in the lake address 's3://Data-Lake' cannot be a bucket.")]
    [InlineData("s3://:data-lake", "':data-lake' in the lake address 's3://:data-lake' cannot be a bucket.")]
    [InlineData("s3://a:b:data-lake", "'a:b:data-lake' in the lake address 's3://a:b:data-lake' cannot be a bucket.")]
    [InlineData("s3://da", "'da' in the lake address 's3://da' cannot be a bucket.")]
    [InlineData("s3://data-lake/a//b", "The prefix of the lake has an empty segment.")]
    [InlineData("s3://data-lake/../b", "The prefix of the lake has the segment '..'.")]
    [InlineData("s3://data-lake/a\\b", "The prefix of the lake 'a\\b' has a backslash in it.")]
    [InlineData("https://localhost:9000/lake", "The lake address 'https://localhost:9000/lake' is neither s3:// nor a folder.")]
    [InlineData("la\u001Bke", "The lake folder 'la?ke' has a control character in it.")]
    public void What_is_no_lake_is_refused_with_a_sentence(string text, string message)
    {
        var refusal = Refuses(text);

        Assert.Equal((DataLakeError.InvalidLakeAddress, message), (refusal.Error, refusal.Message));
    }

    [Theory]
    [InlineData("s3://data-lake", "s3://data-lake/Raw/a.csv")]
    [InlineData("s3://data-lake/zone", "s3://data-lake/zone/Raw/a.csv")]
    public void The_address_of_an_object_in_a_bucket_has_the_prefix(string lake, string expected) =>
        Assert.Equal(expected, LakeAddress.Parse(lake).AddressOf("Raw/a.csv"));

    [Fact]
    public void The_address_of_an_object_in_a_folder_is_its_path()
    {
        var lake = LakeAddress.Parse(Path.Combine(Path.GetTempPath(), "lake"));

        Assert.Equal(Path.Combine(lake.BucketOrFolder, "Raw", "a.csv"), lake.AddressOf("Raw/a.csv"));
    }

    [Fact]
    public void A_lake_is_shown_as_a_user_would_write_it() => Assert.Equal("s3://data-lake/zone", LakeAddress.Parse("s3://data-lake/zone/").ToString());

    private static DataLakeException Refuses(string text) => Assert.Throws<DataLakeException>(() => LakeAddress.Parse(text));
}
