namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>What a webhook gets.</summary>
/// <param name="Text">What a person would want to know; chat programs show this.</param>
/// <param name="Report">The report, as it stands in the lake.</param>
internal sealed record NotificationBody(string Text, LakeJobReport Report);
