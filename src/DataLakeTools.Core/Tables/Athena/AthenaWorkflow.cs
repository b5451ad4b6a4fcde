using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Storage.S3;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.S3;

namespace DataLakeTools.Core.Tables.Athena;

/// <summary>
/// The state machine that runs the model's SQL in Athena (deploy/terraform). A run is named by its day and by what Raw held when
/// it was started: one of the same that is going on is waited for, so that whoever had to stop waiting goes on by asking again.
/// One of other data has not read what is there now: it is let end first, since of two runs of a day one alone publishes.
/// </summary>
internal sealed partial class AthenaWorkflow
{
    /// <summary>The variable with its ARN, where a step names none.</summary>
    public const string Variable = "DATALAKE_TABLES_WORKFLOW";

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(15);

    private readonly string _arn;
    private readonly string _region;

    /// <summary>The workflow of an ARN.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>: it is none.</exception>
    public AthenaWorkflow(string arn)
    {
        var match = Arn().Match(arn);
        _arn = arn;
        _region = match.Success ? match.Groups["region"].Value : throw new DataLakeException(
            DataLakeError.InvalidOption,
            $"'{PlainText.Of(arn)}' is not the ARN of a state machine.",
            "Give what 'terraform output -raw tables_workflow_arn' says, as arn:aws:states:sa-east-1:111122223333:stateMachine:datalake-tables.",
            arn);
    }

    /// <summary>Runs it for a day, to its end.</summary>
    /// <param name="day">The day.</param>
    /// <param name="raw">What Raw holds up to the day.</param>
    /// <param name="options">How AWS is reached.</param>
    /// <param name="reporter">Is told which run is waited for, and which one goes on when the waiting is stopped.</param>
    /// <param name="clock">Measures the pauses between two looks.</param>
    /// <param name="cancellationToken">Stops the waiting; the run goes on.</param>
    /// <exception cref="DataLakeException">It could not be started, or did not end well.</exception>
    public async Task<AthenaBuild> RunAsync(
        DateOnly day, IEnumerable<RawFolder> raw, LakeStoreOptions options, IReporter reporter, TimeProvider clock, CancellationToken cancellationToken)
    {
        var ofDay = day.ToString("yyyy-MM-dd-", CultureInfo.InvariantCulture);
        var name = string.Create(CultureInfo.InvariantCulture, $"{ofDay}{raw.Aggregate(UInt128.Zero, (sum, folder) => unchecked(sum + folder.State.Digest)):x32}-");
        try
        {
            // The endpoint of S3 is not that of Step Functions.
            using var client = await StepFunctionsClient.OpenAsync(_region, S3LakeStore.ClientOptionsOf(options) with { EndpointUrl = null }, cancellationToken).ConfigureAwait(false);
            while (true)
            {
                var running = await RunningAsync(client, ofDay, cancellationToken).ConfigureAwait(false);
                var own = running.Find(execution => execution.Name.StartsWith(name, StringComparison.Ordinal)).Arn;
                var execution = own ?? (running.Count > 0 ? running[0].Arn : await StartAsync(client, day, name, cancellationToken).ConfigureAwait(false));
                var isOther = own is null && running.Count > 0;
                reporter.Verbose(isOther ? $"Athena makes the tables of other data: {execution}. Another run follows it." : $"Athena makes the tables: {execution}.");
                using var answer = await EndOfAsync(client, execution, reporter, clock, cancellationToken).ConfigureAwait(false);
                if (!isOther)
                {
                    return TextOf(answer.RootElement, "status") is "SUCCEEDED" ? BuildOf(answer.RootElement, execution) : throw FailureOf(answer.RootElement, execution);
                }
            }
        }
        catch (S3SettingsException settings)
        {
            throw S3Errors.TranslateSettings(settings);
        }
        catch (Exception exception) when (S3Failure.IsRequestFailure(exception))
        {
            throw Translate(exception);
        }
    }

    private static string? TextOf(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static async Task<JsonDocument> EndOfAsync(StepFunctionsClient client, string execution, IReporter reporter, TimeProvider clock, CancellationToken cancellationToken)
    {
        try
        {
            for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
            {
                await Task.Delay(pause, clock, cancellationToken).ConfigureAwait(false);
                var answer = await client.SendAsync("DescribeExecution", new JsonObject { ["executionArn"] = execution }, cancellationToken).ConfigureAwait(false);
                if (TextOf(answer.RootElement, "status") is not ("RUNNING" or "PENDING_REDRIVE"))
                {
                    return answer;
                }

                answer.Dispose();
            }
        }
        catch (OperationCanceledException)
        {
            reporter.Warning($"Nobody waits any more, but Athena goes on with {execution}, which is paid for. Run again to wait for it, or stop it with aws stepfunctions stop-execution.");
            throw;
        }
    }

    private async Task<List<(string Name, string Arn)>> RunningAsync(StepFunctionsClient client, string ofDay, CancellationToken cancellationToken)
    {
        using var answer = await client.SendAsync("ListExecutions", new JsonObject { ["stateMachineArn"] = _arn, ["statusFilter"] = "RUNNING" }, cancellationToken).ConfigureAwait(false);
        return [.. answer.RootElement.GetProperty("executions").EnumerateArray()
            .Select(execution => (Name: TextOf(execution, "name")!, Arn: TextOf(execution, "executionArn")!))
            .Where(execution => execution.Name.StartsWith(ofDay, StringComparison.Ordinal))];
    }

    // The name is new for every run and the same in every attempt at this request, so that a repeated one starts nothing twice.
    private async Task<string> StartAsync(StepFunctionsClient client, DateOnly day, string name, CancellationToken cancellationToken)
    {
        var input = new JsonObject { ["date"] = day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) };
        var request = new JsonObject { ["stateMachineArn"] = _arn, ["name"] = $"{name}{Guid.NewGuid():N}", ["input"] = input.ToJsonString() };
        using var answer = await client.SendAsync("StartExecution", request, cancellationToken).ConfigureAwait(false);
        return TextOf(answer.RootElement, "executionArn") ?? throw new IOException("the answer is not one of Step Functions");
    }

    private static AthenaBuild BuildOf(JsonElement answer, string execution)
    {
        try
        {
            using var output = JsonDocument.Parse(TextOf(answer, "output") ?? string.Empty);
            var rows = output.RootElement.GetProperty("rows").EnumerateArray()
                .Sum(table => long.Parse(table.GetProperty("rows").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture));
            return new AthenaBuild(execution, output.RootElement.GetProperty("build").GetString()!, rows);
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or FormatException or InvalidOperationException)
        {
            throw new IOException("the run's output is not one of the workflow that makes tables", exception);
        }
    }

    private static DataLakeException FailureOf(JsonElement answer, string execution)
    {
        var status = TextOf(answer, "status");
        var error = TextOf(answer, "error");
        var cause = TextOf(answer, "cause") ?? status ?? "no word";
        return new DataLakeException(
            error switch
            {
                "TableTestFailed" => DataLakeError.TableTestFailed,
                "BuildConflict" => DataLakeError.BuildConflict,
                _ => DataLakeError.EngineFailed,
            },
            $"The run in Athena did not end well ({PlainText.Of(error ?? status ?? "no word")}): {PlainText.Of(cause.TrimEnd('.'))}.",
            "See the execution in Step Functions. Run again for a new run; where tables had begun to move, redrive it (aws stepfunctions redrive-execution).",
            execution);
    }

    private DataLakeException Translate(Exception exception) => exception is S3Exception { Code: "AccessDeniedException" or "UnrecognizedClientException" or "InvalidSignatureException" }
        ? new DataLakeException(
            DataLakeError.AccessDenied,
            $"AWS does not permit a run of '{_arn}': {PlainText.Of(exception.Message.TrimEnd('.'))}.",
            "It takes states:StartExecution and states:ListExecutions on the state machine, and states:DescribeExecution on its executions.",
            _arn,
            exception)
        : new DataLakeException(
            DataLakeError.EngineFailed,
            $"Step Functions did not run '{_arn}': {PlainText.Of(S3Errors.Describe(exception))}.",
            $"Check the ARN (terraform output -raw tables_workflow_arn, or {Variable}) and the network, and run again: a run of the day that goes on is found.",
            _arn,
            exception);

    [GeneratedRegex("^arn:aws[a-z-]*:states:(?<region>[a-z0-9-]+):[0-9]{12}:stateMachine:[A-Za-z0-9_-]{1,80}$", RegexOptions.ExplicitCapture)]
    private static partial Regex Arn();
}
