namespace DataLakeTools.Architecture.Tests;

/// <summary>Who may use what is not ours.</summary>
public class OutsideTests
{
    [Theory]
    [InlineData("System.Management.Automation.")]
    [InlineData("System.Console")]
    [InlineData("Amazon.Lambda.")]
    [InlineData("System.CommandLine.")]
    public void Core_knows_no_host(string outside) => Rule.HasNoViolation(
        UsesOf(outside, folder => !Product.IsIn(folder, House.Core)));

    [Fact]
    public void Only_the_clients_of_S3_and_TMDB_and_the_Lambda_host_speak_HTTP() => Rule.HasNoViolation(
        UsesOf("System.Net.Http.", folder => House.SpeakHttp.Any(place => Product.IsIn(folder, place))));

    [Fact]
    public void Only_storage_and_the_S3_client_use_the_AWS_SDK() => Rule.HasNoViolation(
        UsesOf("Amazon.", folder => Product.IsIn(folder, $"{House.Core}/Storage") || Product.IsIn(folder, "DataLakeTools.S3")));

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
    }

    private static IEnumerable<string> UsesOf(string outside, Func<string, bool> isAllowed) =>
        from use in Product.Uses
        where use.Used.StartsWith(outside, StringComparison.Ordinal) && !isAllowed(use.Folder)
        select $"{use.User} uses {use.Used}";
}
