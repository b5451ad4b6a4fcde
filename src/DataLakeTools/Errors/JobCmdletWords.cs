using DataLakeTools.Core.Errors;

namespace DataLakeTools.Errors;

/// <summary>
/// What Invoke-LakeJob calls settings and tasks: its own parameters, and for everything else the properties of the job
/// document, where the settings of a step belong.
/// </summary>
internal sealed class JobCmdletWords : JobDocumentWords
{
    private JobCmdletWords()
    {
    }

    public static JobCmdletWords Instance { get; } = new();

    public override string Of(LakeSetting setting) => setting switch
    {
        LakeSetting.Lake or LakeSetting.ProfileName or LakeSetting.Region or LakeSetting.EndpointUrl or LakeSetting.NoResume or LakeSetting.Token =>
            CmdletWords.Instance.Of(setting),
        _ => base.Of(setting),
    };

    public override string Of(HowTo task) => CmdletWords.Instance.Of(task);
}
