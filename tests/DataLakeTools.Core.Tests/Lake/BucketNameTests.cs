using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tests.Lake;

public sealed class BucketNameTests
{
    [Theory]
    [InlineData("abc")]
    [InlineData("data-lake-do-fulano")]
    [InlineData("1.2.3")]
    [InlineData("0-0")]
    [InlineData("a23456789012345678901234567890123456789012345678901234567890123")]
    public void A_name_by_the_rules_is_taken(string name) => Assert.Null(Record.Exception(() => BucketName.CheckForCreation(name)));

    [Theory]
    [InlineData("", "it has 0 characters")]
    [InlineData("ab", "it has 2 characters")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234", "it has 64 characters")]
    [InlineData("Data-Lake", "the character 'D' is not allowed")]
    [InlineData("data_lake", "the character '_' is not allowed")]
    [InlineData("data lake", "the character ' ' is not allowed")]
    [InlineData("são-joão", "the character 'ã' is not allowed")]
    [InlineData("data\nlake", "the character U+000A is not allowed")]
    [InlineData("-data-lake", "it does not begin and end with a letter or a digit")]
    [InlineData("data-lake.", "it does not begin and end with a letter or a digit")]
    [InlineData("data..lake", "it has two dots in a row")]
    [InlineData("192.168.5.4", "it looks like an IP address")]
    [InlineData("xn--lake", "names that begin with 'xn--' are reserved")]
    [InlineData("sthree-lake", "names that begin with 'sthree-' are reserved")]
    [InlineData("amzn-s3-demo-lake", "names that begin with 'amzn-s3-demo-' are reserved")]
    [InlineData("lake-s3alias", "names that end with '-s3alias' are reserved")]
    [InlineData("lake--ol-s3", "names that end with '--ol-s3' are reserved")]
    [InlineData("lake.mrap", "names that end with '.mrap' are reserved")]
    [InlineData("lake--x-s3", "names that end with '--x-s3' are reserved")]
    [InlineData("lake--table-s3", "names that end with '--table-s3' are reserved")]
    public void A_name_that_breaks_a_rule_is_refused_with_the_rule(string name, string rule)
    {
        var refusal = Assert.Throws<DataLakeException>(() => BucketName.CheckForCreation(name));

        Assert.Equal(DataLakeError.InvalidBucketName, refusal.Error);
        Assert.EndsWith($": {rule}.", refusal.Message, StringComparison.Ordinal);
    }
}
