namespace DataLakeTools.Core.Errors;

/// <summary>Names settings by their properties in job documents. A host overrides those for which it has its own parameter.</summary>
public class JobDocumentWords : AdviceWords
{
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
        HowTo.InstallEngine => " by putting its library beside the program, in Lambda as a layer of its own: libduckdb.so, libduckdb.dylib or duckdb.dll",
        _ => string.Empty,
    };

    private static string PropertyOf(LakeSetting setting)
    {
        var name = setting.ToString();
        return char.ToLowerInvariant(name[0]) + name[1..];
    }
}
