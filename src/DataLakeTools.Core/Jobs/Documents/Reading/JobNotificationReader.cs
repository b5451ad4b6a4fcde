namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads who is told of the end of a run.</summary>
internal static class JobNotificationReader
{
    private static readonly JobProperty<JobNotificationOccasion> On = new(
        "on", JobValues.OneOf(JobNotificationOccasion.Failure, JobNotificationOccasion.Always), "Of which ends of a run: when something failed, or always.")
    {
        Default = JobNotificationOccasion.Failure,
    };

    private static readonly JobProperty<Uri> Webhook = new(
        "webhook", JobValues.Address, "The address that gets one POST of JSON: 'text' for people, as Slack and Teams read it, and 'report'. Addresses of webhooks are secrets: write ${NAME}.")
    {
        Examples = ["${SLACK_WEBHOOK}"],
    };

    private static readonly JobProperty<IReadOnlyList<JobElement>> Command = new(
        "command", JobValues.PathElements, "The program that is started, and its arguments; a path starts at the folder of the document, a name alone is looked for in PATH. It reads on its input what a person would want to know; DATALAKE_JOB, DATALAKE_STATUS and DATALAKE_REPORT are in its environment.")
    {
        Examples = [new System.Text.Json.Nodes.JsonArray("mail", "-s", "data lake", "me@example.org")],
    };

    /// <summary>The value of a property.</summary>
    public static readonly JobValueType<JobNotification?> Value = JobValues.Object<JobNotification?>(
        new JobObjectType("notify", [On, Webhook, Command]) { Rules = [JobRule.ExactlyOne("webhook", "command", "one of them: an address, or a program with its arguments")] }, Read, refused: null);

    private static JobNotification Read(JobElement notify) => new()
    {
        On = notify.Read(On),
        Webhook = notify.Read(Webhook),
        Command = [.. (notify.Read(Command) ?? []).Select(part => part.Text())],
    };
}
