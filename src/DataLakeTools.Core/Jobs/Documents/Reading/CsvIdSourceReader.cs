using System.Text.Json.Nodes;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads the CSV file and column that ids come from.</summary>
internal static class CsvIdSourceReader
{
    private static readonly JobProperty<int> Number = new("number", JobValues.Whole(1, IdShare.Most), "Which part, from 1.") { IsRequired = true };
    private static readonly JobProperty<int> Of = new("of", JobValues.Whole(1, IdShare.Most), "How many parts there are.") { IsRequired = true };

    private static readonly JobProperty<string> Path = new("path", JobValues.TextThat(SourcePattern.Check), "The CSV file; a relative path starts at the folder of this document.") { IsRequired = true };
    private static readonly JobProperty<string> Column = new("column", JobValues.Text, "The column with the ids.") { Default = "id" };

    private static readonly JobProperty<IReadOnlyDictionary<string, string>> Where = new(
        "where", JobValues.Texts, "Columns and text that must occur in them for a row to count, upper and lower case the same.")
    {
        Examples = [new JsonObject { ["genero"] = "Crime" }],
    };

    private static readonly JobProperty<IdShare> Part = new(
        "part",
        JobValues.Object(new JobObjectType("part", [Number, Of]), ReadShare, IdShare.Whole, isDefinedOnce: false),
        "One of several equal parts of the ids; together they are all ids, each once.");

    /// <summary>The source as the value of a property.</summary>
    public static readonly JobValueType<CsvIdSource?> Value = JobValues.Object(new JobObjectType("idsFrom", [Path, Column, Where, StepProperties.Delimiter, Part]), Read, refused: null);

    private static CsvIdSource? Read(JobElement source) => source.Read(Path) is not { } path ? null : new CsvIdSource
    {
        Path = path,
        Column = source.Read(Column)!,
        Where = source.Read(Where) ?? new Dictionary<string, string>(),
        Delimiter = source.ReadOrNull(StepProperties.Delimiter),
        Share = source.ReadOrNull(Part) ?? IdShare.Whole,
    };

    private static IdShare ReadShare(JobElement part)
    {
        var share = new IdShare(part.ReadOrNull(Number) ?? 1, part.ReadOrNull(Of) ?? IdShare.Most);
        if (share.Number > share.Of)
        {
            part.AddFinding($"there is no part {share.Number} of {share.Of}", "a number that is not above 'of'");
        }

        return share;
    }
}
