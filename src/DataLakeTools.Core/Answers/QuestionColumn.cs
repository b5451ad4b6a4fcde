using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Answers;

/// <summary>What a column of an answer is.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Unit">What its numbers count: <c>usd</c>, <c>year</c>, <c>percent</c>, <c>rating</c>, <c>count</c>, <c>ratio</c>, <c>correlation</c>; null for plain numbers and text.</param>
/// <param name="Language">The one language whose readers it is for, where two columns say the same in two languages; null for all.</param>
public sealed record QuestionColumn(LocalizedText Title, string? Unit = null, string? Language = null);
