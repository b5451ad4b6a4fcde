using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Commands;

/// <summary>What <c>datalake run</c> calls settings: its own options, and the properties of the job document it runs.</summary>
internal sealed class RunAdviceWords : JobDocumentWords
{
    public override string Of(LakeSetting setting) => setting switch
    {
        LakeSetting.Lake => $"--lake, with {base.Of(setting)}",
        LakeSetting.NoResume => "--no-resume",
        _ => base.Of(setting),
    };

    public override string Of(HowTo task) => task == HowTo.ReadEnvironmentFile ? " with --env-file" : base.Of(task);
}
