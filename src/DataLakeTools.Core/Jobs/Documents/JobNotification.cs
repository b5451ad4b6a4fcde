namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Who is told of the end of a run: a web address, or a program.</summary>
public sealed record JobNotification
{
    /// <summary>Of which ends.</summary>
    public JobNotificationOccasion On { get; init; } = JobNotificationOccasion.Failure;

    /// <summary>The address that gets the report by POST; null where a program gets it.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The program and its arguments; empty where an address gets the report.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Nothing of the address or the arguments, which are often secrets.</summary>
    public override string ToString() => $"{On}: {(Webhook is null ? "command" : "webhook")}";
}
