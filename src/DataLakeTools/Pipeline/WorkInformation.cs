namespace DataLakeTools.Pipeline;

/// <summary>Something among the results of a piece of work that is not a result: it goes to the information stream.</summary>
/// <param name="Message">The object.</param>
/// <param name="Tag">Its tag in the information stream.</param>
internal sealed record WorkInformation(object Message, string Tag);
