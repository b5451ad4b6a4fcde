using System.Runtime.InteropServices;

namespace DataLakeTools.Core.Errors;

/// <summary>Names settings by their properties in job documents. A host overrides those for which it has its own parameter.</summary>
public class JobDocumentWords : AdviceWords
{
    // As packaging/New-ProgramPackage.ps1 names it.
    private static string ArchiveOfPlatform =>
        $"datalake-*-{RuntimeInformation.RuntimeIdentifier}{(OperatingSystem.IsWindows() ? ".zip" : ".tar.gz")}";

    /// <inheritdoc/>
    public override string Of(LakeSetting setting) => setting switch
    {
        LakeSetting.Force or LakeSetting.NoResume or LakeSetting.SkipCheck => $"\"{PropertyOf(setting)}\": true in the job document",
        LakeSetting.Token => "TMDB_TOKEN",
        LakeSetting.TmdbEndpoint => "\"endpoint\" in the job document",
        _ => $"\"{PropertyOf(setting)}\" in the job document",
    };

    /// <inheritdoc/>
    public override string Of(HowTo task) => task switch
    {
        HowTo.BuildTables => " with a step BuildTables",
        HowTo.InstallEngine => $" by putting its library beside the program, where {ArchiveOfPlatform} of the release has it, in Lambda as a layer of its own",
        _ => string.Empty,
    };

    private static string PropertyOf(LakeSetting setting)
    {
        var name = setting.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
