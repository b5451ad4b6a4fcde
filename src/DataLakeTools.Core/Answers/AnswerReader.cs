using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Core.Answers;

/// <summary>Asks the tables of a lake questions.</summary>
/// <param name="reader">The tables.</param>
public sealed class AnswerReader(TableReader reader)
{
    /// <summary>
    /// How many threads answer a question: one. The last digits of a sum or mean of decimals depend on the order in which they
    /// are added, and several threads add in another order each time.
    /// </summary>
    public const int Threads = 1;

    /// <summary>Runs the SQL of a question.</summary>
    /// <param name="question">The question.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.AnswerDataMissing"/>, or what a query throws.</exception>
    public async Task<IQueryResult> AskAsync(Question question, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(question);
        var missing = MissingOf(question, await reader.WithoutValuesAsync(question.Needs.Columns, cancellationToken).ConfigureAwait(false));
        return missing.Count == 0
            ? await QueryAsync(question, cancellationToken).ConfigureAwait(false)
            : throw new DataLakeException(
                DataLakeError.AnswerDataMissing,
                $"The lake does not have the data that the question '{question.Name}' is about: {string.Join(", ", missing)} has no value.",
                HowToFill(question),
                question.Name);
    }

    /// <summary>Describes questions, and says which of them the lake can answer.</summary>
    /// <param name="questions">The questions.</param>
    /// <param name="language">The language of their words.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException">The lake or a table cannot be read.</exception>
    public async Task<IReadOnlyList<LakeQuestion>> DescribeAsync(IReadOnlyList<Question> questions, string? language, CancellationToken cancellationToken)
    {
        var without = await WithoutAsync(questions, cancellationToken).ConfigureAwait(false);
        return [.. questions.Select(question => Describe(question, language) with { Missing = MissingOf(question, without).ToArray() })];
    }

    /// <summary>Describes a question, without a lake.</summary>
    /// <param name="question">The question.</param>
    /// <param name="language">The language of its words.</param>
    public static LakeQuestion Describe(Question question, string? language)
    {
        ArgumentNullException.ThrowIfNull(question);
        return new LakeQuestion
        {
            Name = question.Name,
            Title = question.Title.In(language),
            Read = question.Read?.In(language) ?? string.Empty,
            Cannot = question.Cannot?.In(language) ?? string.Empty,
            Needs = question.Needs.Columns.ToArray(),
            Fetch = question.Needs.Fetch,
            Query = question.Sql,
        };
    }

    /// <summary>Answers questions; one whose data is missing is answered with what is missing.</summary>
    internal async Task<IReadOnlyList<Answer>> AnswerAsync(IReadOnlyList<Question> questions, CancellationToken cancellationToken)
    {
        var without = await WithoutAsync(questions, cancellationToken).ConfigureAwait(false);
        var answers = new List<Answer>(questions.Count);
        foreach (var question in questions)
        {
            if (MissingOf(question, without) is { Count: > 0 } missing)
            {
                answers.Add(new Answer(question, [], [], missing));
                continue;
            }

            var result = await QueryAsync(question, cancellationToken).ConfigureAwait(false);
            await using (result.ConfigureAwait(false))
            {
                var rows = new List<object?[]>();
                await foreach (var row in result.RowsAsync(cancellationToken).ConfigureAwait(false))
                {
                    rows.Add(row);
                }

                answers.Add(new Answer(question, result.Columns, rows, []));
            }
        }

        return answers;
    }

    private async Task<IQueryResult> QueryAsync(Question question, CancellationToken cancellationToken)
    {
        IQueryResult result;
        try
        {
            result = await reader.QueryOfModelAsync(question.Sql, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.Error is DataLakeError.InvalidQuery or DataLakeError.QueryNotReadOnly or DataLakeError.QueryOutsideLake or DataLakeError.TableNotFound)
        {
            throw new DataLakeException(exception.Error, $"The question '{question.Name}': {exception.Message}", exception.Advice, question.Name, exception);
        }

        if (question.Columns.Keys.FirstOrDefault(name => result.Columns.All(column => column.Name != name)) is not { } unknown)
        {
            return result;
        }

        await result.DisposeAsync().ConfigureAwait(false);
        throw new DataLakeException(
            DataLakeError.InvalidModel,
            $"The question '{question.Name}' describes the column '{unknown}', and its answer has no such column.",
            $"Mend the question's .json or .sql; the answer has {string.Join(", ", result.Columns.Select(column => column.Name))}.",
            question.Name);
    }

    private static Advice HowToFill(Question question)
    {
        if (question.Needs.Fetch is { } fetch)
        {
            return $"Fetch it, then make the tables again{HowTo.BuildTables}: {fetch}";
        }

        return $"Bring it into the lake, then make the tables again{HowTo.BuildTables}.";
    }

    private Task<IReadOnlySet<string>> WithoutAsync(IReadOnlyList<Question> questions, CancellationToken cancellationToken) =>
        reader.WithoutValuesAsync(questions.SelectMany(question => question.Needs.Columns), cancellationToken);

    private static List<string> MissingOf(Question question, IReadOnlySet<string> without) => [.. question.Needs.Columns.Where(without.Contains)];
}
