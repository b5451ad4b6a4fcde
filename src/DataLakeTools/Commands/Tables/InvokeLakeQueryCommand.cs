using System.Management.Automation;
using System.Numerics;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Answers;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Asks the tables of a lake a question in SQL.</para>
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "LakeQuery", DefaultParameterSetName = QuerySet)]
[OutputType(typeof(PSCustomObject))]
public sealed class InvokeLakeQueryCommand : TableReadCommand
{
    private const string QuerySet = "Query";
    private const string QuestionSet = "Question";

    /// <summary>The query: one SELECT over the tables that Get-LakeTable lists.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = QuerySet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QueryCompleter))]
    public string Query { get; set; } = string.Empty;

    /// <summary>The name of a question that Get-LakeQuestion lists.</summary>
    [Parameter(Mandatory = true, ParameterSetName = QuestionSet)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(QuestionCompleter))]
    public string Question { get; set; } = string.Empty;

    /// <summary>How long the query may take, in seconds; without limit when left out.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue / 1000)]
    public int? TimeoutSeconds { get; set; }

    /// <summary>Runs the query.</summary>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == QuestionSet)
        {
            var question = QuestionsNamed([Question])[0];
            var tables = Tables(AnswerReader.Threads);
            Begin(cancellationToken => AskAsync(tables, question.Name, (reader, limited) => new AnswerReader(reader).AskAsync(question, limited), cancellationToken));
            return;
        }

        var query = Query;
        var open = Tables();
        Begin(cancellationToken => AskAsync(open, query, (reader, limited) => reader.QueryAsync(query, limited), cancellationToken));
    }

    private async IAsyncEnumerable<object> AskAsync(
        Func<CancellationToken, Task<TableReader>> open,
        string asked,
        Func<TableReader, CancellationToken, Task<IQueryResult>> ask,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (TimeoutSeconds is { } seconds)
        {
            limit.CancelAfter(TimeSpan.FromSeconds(seconds));
        }

        var reader = await open(cancellationToken).ConfigureAwait(false);
        var result = await InTime(() => ask(reader, limit.Token)).ConfigureAwait(false);
        await using (result.ConfigureAwait(false))
        {
            var names = ColumnNames(result.Columns);
            var rows = result.RowsAsync(limit.Token).GetAsyncEnumerator(limit.Token);
            await using (rows.ConfigureAwait(false))
            {
                while (await InTime(() => rows.MoveNextAsync().AsTask()).ConfigureAwait(false))
                {
                    yield return ToObject(names, rows.Current);
                }
            }
        }

        async Task<T> InTime<T>(Func<Task<T>> work)
        {
            try
            {
                return await work().ConfigureAwait(false);
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                throw new DataLakeException(
                    DataLakeError.QueryTimedOut, $"The query was stopped at its limit of {TimeoutSeconds} s.", "Ask for less, or allow more with -TimeoutSeconds.", asked, exception);
            }
        }
    }

    // An object cannot have two properties of one name, in whatever case.
    private static List<string> ColumnNames(IReadOnlyList<QueryColumn> columns)
    {
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var names = new List<string>(columns.Count);
        foreach (var column in columns)
        {
            var name = column.Name;
            for (var number = 2; !taken.Add(name); number++)
            {
                name = $"{column.Name}_{number}";
            }

            names.Add(name);
        }

        return names;
    }

    private static PSObject ToObject(List<string> names, object?[] values)
    {
        var row = new PSObject();
        for (var index = 0; index < names.Count; index++)
        {
            // Names are unique by now. PowerShell's own, psobject and its like, are columns as any other.
            row.Properties.Add(new PSNoteProperty(names[index], ToPSValue(values[index])), preValidated: true);
        }

        return row;
    }

    private static object? ToPSValue(object? value) => value switch
    {
        IDictionary<string, object?> fields => ToObject([.. fields.Keys], [.. fields.Values]),
        string or byte[] or null => value,

        // A sum of whole numbers is one of 128 bits; PowerShell's own are what scripts and JSON know.
        BigInteger sum when sum >= long.MinValue && sum <= long.MaxValue => (long)sum,
        System.Collections.IEnumerable list => list.Cast<object?>().Select(ToPSValue).ToArray(),
        _ => value,
    };
}
