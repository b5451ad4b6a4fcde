using System.Text.RegularExpressions;

namespace DataLakeTools.Architecture.Tests;

/// <summary>Who may use what is not ours.</summary>
public partial class OutsideTests
{
    [Theory]
    [InlineData("System.Management.Automation.")]
    [InlineData("System.Console")]
    [InlineData("Amazon.Lambda.")]
    [InlineData("System.CommandLine.")]
    public void Core_knows_no_host(string outside) => Rule.HasNoViolation(
        UsesOf(outside, folder => !Product.IsIn(folder, House.Core)));

    [Fact]
    public void HTTP_is_spoken_where_CONTRIBUTING_says_and_nowhere_else() => Rule.HasNoViolation(
        UsesOf("System.Net.Http.", folder => House.SpeakHttp.Any(place => Product.IsIn(folder, place)))
            .Concat(House.SpeakHttp.Where(place => !Product.Uses.Any(use => Product.IsIn(use.Folder, place) && IsOf(use.Used, "System.Net.Http.")))));

    [Fact]
    public void The_AWS_SDK_is_used_by_the_S3_client_and_by_what_administers_buckets() => Rule.HasNoViolation(
        from use in Product.Uses
        where IsOf(use.Used, "Amazon.") && !Product.IsIn(use.Folder, House.S3) && !AdministersBuckets(use.User)
        select $"{use.User} uses {use.Used}");

    [Fact]
    public void AWSSDK_S3_administers_buckets_and_nothing_else() => Rule.HasNoViolation(
        (from use in Product.Uses
         where IsOf(use.Used, "Amazon.S3.") && (!AdministersBuckets(use.User) || AboutObjects().IsMatch(use.Used))
         select $"{use.User} uses {use.Used}")
        .Concat(
            from call in Product.Calls
            where IsOf(call.Called, "Amazon.S3.") && AboutObjects().IsMatch(call.Called)
            select $"{call.User} calls {call.Called}"));

    [Fact]
    public void Error_records_are_made_in_one_room() => Rule.HasNoViolation(
        from call in Product.Calls
        where call.Called == "System.Management.Automation.ErrorRecord::.ctor" && !Product.IsIn(call.Folder, $"{House.Module}/Errors")
        select call.User);

    [Fact]
    public void DuckDB_is_used_in_its_own_project_alone() => Rule.HasNoViolation(
        UsesOf("DuckDB.", folder => Product.IsIn(folder, House.DuckDb)));

    [Fact]
    public void Static_fields_do_not_change() => Rule.HasNoViolation(
        from field in Product.Fields
        where field is { IsStatic: true, IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<', StringComparison.Ordinal)
        select field.FullName);

    [Fact]
    public void What_types_use_is_seen()
    {
        Assert.Contains(("DataLakeTools.Core.Tmdb.Wire.TmdbHttp", "System.Net.Http.HttpClient"), Product.Uses.Select(use => (use.User, use.Used)));
        Assert.Contains("System.Console", Product.Uses.Select(use => use.Used));
        Assert.Contains(("DataLakeTools.DuckDb.DuckDbEngine", "DuckDB.NET.Data.DuckDBConnection"), Product.Uses.Select(use => (use.User, use.Used)));
        Assert.Contains(Product.Fields, field => field.IsLiteral);
        Assert.Contains(("DataLakeTools.Errors.ErrorRecords", "System.Management.Automation.ErrorRecord::.ctor"), Product.Calls.Select(call => (call.User, call.Called)));
        Assert.Contains(("DataLakeTools.Core.Storage.S3.S3SdkClient", "Amazon.S3.Model.ListBucketsRequest"), Product.Uses.Select(use => (use.User, use.Used)));
        Assert.All(House.Projects, project => Assert.Contains(Product.Uses, use => Product.IsIn(use.Folder, project)));
    }

    private static IEnumerable<string> UsesOf(string outside, Func<string, bool> isAllowed) =>
        from use in Product.Uses
        where IsOf(use.Used, outside) && !isAllowed(use.Folder)
        select $"{use.User} uses {use.Used}";

    private static bool IsOf(string used, string outside) => used.StartsWith(outside, StringComparison.Ordinal);

    private static bool AdministersBuckets(string type) => House.AdministerBuckets.Contains(type[(type.LastIndexOf('.') + 1)..], StringComparer.Ordinal);

    // GetObjectAsync, PutObjectRequest, ListObjectsV2Response, CompleteMultipartUploadAsync, TransferUtility, and their like.
    [GeneratedRegex("Object(?!Ownership)|Part|Multipart|Transfer")]
    private static partial Regex AboutObjects();
}
