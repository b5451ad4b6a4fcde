using DataLakeTools.Core.Errors;
using DataLakeTools.Isolation;

namespace DataLakeTools.Errors;

/// <summary>What cmdlets call settings and tasks: their parameters and other cmdlets of the module.</summary>
internal sealed class CmdletWords : AdviceWords
{
    private CmdletWords()
    {
    }

    public static CmdletWords Instance { get; } = new();

    public override string Of(LakeSetting setting) => setting switch
    {
        LakeSetting.Lake => "-Lake, with Set-LakeDefault",
        LakeSetting.Token => "-Token or TMDB_TOKEN",
        LakeSetting.TmdbEndpoint => "-TmdbEndpoint, Set-LakeDefault",
        _ => $"-{setting}",
    };

    public override string Of(LakeTask task) => task switch
    {
        LakeTask.CreateLake => " with New-DataLakeBucket",
        LakeTask.ListObjects => " with Get-LakeObject",
        LakeTask.RemoveUploads => " with Clear-LakeUpload",
        LakeTask.ReadEnvironmentFile => " with Import-LakeEnvironment",
        LakeTask.CheckCsv => " with Test-RawCsv",
        LakeTask.SendCsv => " with Send-RawCsv",
        LakeTask.WriteBatches => " with Write-RawJsonBatch",
        LakeTask.InstallEngine => $": Install-PSResource {EngineLibrary.ModuleOfPlatform}",
        LakeTask.BuildTables => " with Update-LakeTable",
        LakeTask.ListTables => " with Get-LakeTable",
        _ => string.Empty,
    };
}
