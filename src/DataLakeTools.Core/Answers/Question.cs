using System.Text.Json.Serialization;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Answers;

/// <summary>A question that the tables of a lake answer: words, SQL and a chart.</summary>
/// <remarks>Generated code that reads JSON sets every property, and those that are left out to null.</remarks>
public sealed record Question
{
    /// <summary>Its place among the questions; questions of one place stand in the order of their names.</summary>
    public int Order { get; init; }

    /// <summary>The question.</summary>
    public required LocalizedText Title { get; init; }

    /// <summary>How the answer is read, in one sentence.</summary>
    public LocalizedText? Read { get; init; }

    /// <summary>What the answer cannot tell, in one sentence.</summary>
    public LocalizedText? Cannot { get; init; }

    /// <summary>What of the lake it needs.</summary>
    public QuestionNeeds Needs { get => field ?? QuestionNeeds.Nothing; init; }

    /// <summary>What the columns of the answer are, by their names.</summary>
    public IReadOnlyDictionary<string, QuestionColumn> Columns { get => field ?? new Dictionary<string, QuestionColumn>(); init; }

    /// <summary>The name, by which it is asked: that of its files.</summary>
    [JsonIgnore]
    public string Name { get => field ?? string.Empty; init; }

    /// <summary>The SQL that answers it.</summary>
    [JsonIgnore]
    public string Sql { get => field ?? string.Empty; init; }

    /// <summary>The Vega-Lite specification of its chart, without data; null for an answer that is a table alone.</summary>
    [JsonIgnore]
    public string? Chart { get; init; }
}
