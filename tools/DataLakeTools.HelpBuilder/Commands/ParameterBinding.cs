namespace DataLakeTools.HelpBuilder.Commands;

/// <summary>How a parameter is bound in one parameter set.</summary>
/// <param name="ParameterSet">The set; null for all sets.</param>
/// <param name="Position">The position from 0; null for a parameter that is named.</param>
/// <param name="IsMandatory">Whether the cmdlet asks for it.</param>
/// <param name="ByValue">Whether objects of the pipeline are taken for it.</param>
/// <param name="ByPropertyName">Whether properties of objects of the pipeline are taken for it.</param>
public sealed record ParameterBinding(string? ParameterSet, int? Position, bool IsMandatory, bool ByValue, bool ByPropertyName);
