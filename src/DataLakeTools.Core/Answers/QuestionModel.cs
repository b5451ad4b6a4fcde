using System.Text.Json;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Answers;

/// <summary>The questions of a model: those that ship, and a user's own.</summary>
public sealed partial class QuestionModel
{
    private const string Folder = "questions/";
    private const string WordsExtension = ".json";
    private const string ChartExtension = ".vl.json";
    private const string SqlExtension = ".sql";

    private static readonly string[] Units = ["usd", "year", "percent", "rating", "count", "ratio", "correlation"];
    private static readonly string[] Languages = [DashboardLanguage.English, DashboardLanguage.Portuguese];

    private QuestionModel(IReadOnlyList<Question> questions) => Questions = questions;

    /// <summary>The questions, in their order.</summary>
    public IReadOnlyList<Question> Questions { get; }

    /// <summary>Reads the questions of a model.</summary>
    /// <param name="model">The model.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>.</exception>
    public static QuestionModel Of(TableModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new QuestionModel(
        [
            .. model.FilesOf(Folder, WordsExtension).Where(file => !file.Key.EndsWith(ChartExtension, StringComparison.Ordinal))
                .Select(file => Read(model, file.Key, file.Value))
                .OrderBy(question => question.Order).ThenBy(question => question.Name, StringComparer.Ordinal),
        ]);
    }

    /// <summary>The questions of these names, in the order of the names; all in their own order where no name is given.</summary>
    /// <param name="names">The names.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.QuestionNotFound"/>.</exception>
    public IReadOnlyList<Question> Named(IReadOnlyCollection<string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return names.Count == 0 ? Questions : [.. names.Select(Named)];
    }

    private Question Named(string name) =>
        Questions.FirstOrDefault(question => question.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new DataLakeException(
            DataLakeError.QuestionNotFound,
            $"There is no question '{name}'.",
            $"Ask one of these, or name the folder of your own with {LakeSetting.Model}: {string.Join(", ", Questions.Select(question => question.Name))}.",
            name);

    private static Question Read(TableModel model, string path, ModelFile file)
    {
        var stem = path[..^WordsExtension.Length];
        var question = TableModel.Read(file, QuestionJsonContext.Default.Question) with
        {
            Name = stem[Folder.Length..],
            Sql = (model.TextOf(stem + SqlExtension) ?? throw TableModel.Invalid(file, "there is no file of the same name with .sql beside it")).Trim(),
            Chart = model.TextOf(stem + ChartExtension),
        };
        if (!NameForm().IsMatch(question.Name))
        {
            throw TableModel.Invalid(file, "the name of a question has small letters, digits and hyphens, and nothing else");
        }

        if (question.Needs.Columns.FirstOrDefault(column => !ColumnForm().IsMatch(column)) is { } strange)
        {
            throw TableModel.Invalid(file, $"'{strange}' in its needs is not written as table.column");
        }

        // A table that the model does not have may still be one of the lake, made of a file that nobody has described.
        if (question.Needs.Columns.FirstOrDefault(need => need.Split('.') is [var table, var column]
            && model.Tables.TryGetValue(table, out var contract) && !contract.HasColumn(column)) is { } absent)
        {
            throw TableModel.Invalid(file, $"its needs name '{absent}', and the table has no such column");
        }

        foreach (var (name, column) in question.Columns)
        {
            CheckOneOf(file, name, "unit", column.Unit, Units);
            CheckOneOf(file, name, "language", column.Language, Languages);
        }

        CheckChart(model, stem + ChartExtension);
        return question;
    }

    private static void CheckOneOf(ModelFile file, string column, string property, string? value, string[] known)
    {
        if (value is not null && !known.Contains(value, StringComparer.Ordinal))
        {
            throw TableModel.Invalid(file, $"the {property} of its column '{column}' is '{value}', and not one of {string.Join(", ", known)}");
        }
    }

    // The page brings the data, so a chart that names another source than its rows would stay empty.
    private static void CheckChart(TableModel model, string path)
    {
        foreach (var (_, file) in model.FilesOf(path, string.Empty))
        {
            try
            {
                using var chart = JsonDocument.Parse(file.Text);
                if (chart.RootElement.ValueKind != JsonValueKind.Object
                    || !chart.RootElement.TryGetProperty("data", out var data)
                    || data.ValueKind != JsonValueKind.Object
                    || !data.TryGetProperty("name", out var name)
                    || name.ValueKind != JsonValueKind.String
                    || !name.ValueEquals("rows"))
                {
                    throw TableModel.Invalid(file, "a chart is a Vega-Lite specification with \"data\": { \"name\": \"rows\" }");
                }
            }
            catch (JsonException exception)
            {
                throw TableModel.Invalid(file, exception.Message.TrimEnd('.'), exception);
            }
        }
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NameForm();

    [GeneratedRegex("^[a-z_][a-z0-9_]*\\.[a-z_][a-z0-9_]*$")]
    private static partial Regex ColumnForm();
}
