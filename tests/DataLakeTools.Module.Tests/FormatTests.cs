namespace DataLakeTools.Module.Tests;

/// <summary>Holds the code to the layout that .editorconfig describes.</summary>
public sealed class FormatTests
{
    [Fact]
    public async Task The_code_is_laid_out_as_the_editorconfig_says()
    {
        var format = await Command.RunAsync("dotnet", ["format", Repository.In("DataLakeTools.slnx"), "--verify-no-changes", "--no-restore"]);

        Assert.True(format.ExitCode == 0, $"Run 'dotnet format'.\n{format.Output}\n{format.Error}");
    }
}
