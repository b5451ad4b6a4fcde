using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Commands;

/// <summary>What <c>datalake test</c> calls settings: it has few options, and everything else comes from the environment.</summary>
internal sealed class TestAdviceWords : JobDocumentWords
{
    public override string Of(LakeSetting setting) => setting switch
    {
        LakeSetting.Lake => "--lake",
        LakeSetting.ProfileName => "AWS_PROFILE",
        LakeSetting.Region => "AWS_REGION",
        LakeSetting.EndpointUrl => "AWS_ENDPOINT_URL_S3",
        _ => base.Of(setting),
    };

    public override string Of(HowTo task) => task == HowTo.ReadEnvironmentFile ? " with --env-file" : base.Of(task);
}
