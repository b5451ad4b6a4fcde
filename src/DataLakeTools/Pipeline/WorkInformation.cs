namespace DataLakeTools.Pipeline;

/// <summary>A message among the results of work that goes to the information stream.</summary>
/// <param name="Message">The object.</param>
/// <param name="Tag">Its tag in the information stream.</param>
internal sealed record WorkInformation(object Message, string Tag);
