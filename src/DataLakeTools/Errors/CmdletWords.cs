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

    public override string Of(HowTo task) => task switch
    {
        HowTo.CreateLake => " with New-DataLakeBucket",
        HowTo.ListObjects => " with Get-LakeObject",
        HowTo.RemoveUploads => " with Clear-LakeUpload",
        HowTo.ReadEnvironmentFile => " with Import-LakeEnvironment",
        HowTo.CheckCsv => " with Test-RawCsv",
        HowTo.SendCsv => " with Send-RawCsv",
        HowTo.WriteBatches => " with Write-RawJsonBatch",
        HowTo.InstallEngine => $": Install-PSResource {EngineLibrary.ModuleOfPlatform}",
        HowTo.BuildTables => " with Update-LakeTable",
        HowTo.ListTables => " with Get-LakeTable",
        _ => string.Empty,
    };
}
