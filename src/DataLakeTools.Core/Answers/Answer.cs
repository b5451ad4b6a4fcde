using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Answers;

/// <summary>What the tables of a lake say to a question.</summary>
/// <param name="Question">The question.</param>
/// <param name="Columns">The columns of the answer; none where data is missing.</param>
/// <param name="Rows">The rows, a value a column.</param>
/// <param name="Missing">The columns that the question needs and the lake has no value of.</param>
internal sealed record Answer(Question Question, IReadOnlyList<QueryColumn> Columns, IReadOnlyList<object?[]> Rows, IReadOnlyList<string> Missing);
