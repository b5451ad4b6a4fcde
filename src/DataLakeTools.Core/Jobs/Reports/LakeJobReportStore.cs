using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Puts reports into the lake, under a prefix of their own.</summary>
/// <param name="store">The lake.</param>
/// <param name="clock">Measures the time limit.</param>
internal sealed class LakeJobReportStore(ILakeStore store, TimeProvider clock)
{
    /// <summary>Where all reports are.</summary>
    public const string Prefix = "reports";

    // Timers do not take very long times; longer ones count as no limit.
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromDays(1);

    private static readonly LakeJobReportJsonContext Context = new(JsonOptions);

    /// <summary>How a report is written. Reports are read by programs and people and never put into a web page, so letters are not escaped.</summary>
    public static JsonSerializerOptions JsonOptions => new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters =
        {
            new JsonStringEnumConverter<LakeJobStatus>(),
            new JsonStringEnumConverter<LakeStepStatus>(),
            new JsonStringEnumConverter<DataLakeError>(),
            new SecondsConverter(),
            new UtcMillisecondsConverter(),
        },
    };

    /// <summary>The key of a report: by the moment when the run began, in UTC, so that keys sort by time.</summary>
    public static string KeyOf(LakeJobReport report) => KeyOf(new RunIdentity(report.Job, report.RunId, report.Lake, report.Date, report.Started));

    /// <summary>The key of the report that a run will have.</summary>
    public static string KeyOf(RunIdentity run) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}/{run.Job}/{run.Started:yyyy/MM/dd/HHmmss}-{run.RunId}.json");

    /// <summary>Writes a report.</summary>
    /// <param name="report">The report.</param>
    /// <param name="timeout">How long that may take; null where nothing limits it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The report with its address, or, where it could not be written, with that failure among its own, and the failure.</returns>
    public async Task<(LakeJobReport Report, DataLakeException? Failure)> WriteAsync(LakeJobReport report, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var key = KeyOf(report);
        using var limit = timeout is { } time && time < MaxTimeout ? new CancellationTokenSource(time, clock) : new CancellationTokenSource();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return (await WriteOrReadAsync(report, key, either.Token).ConfigureAwait(false), null);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return NotWritten(
                report,
                string.Create(CultureInfo.InvariantCulture, $"could not be written within {timeout!.Value.TotalSeconds:0.#} seconds."),
                "Look whether the lake can be reached; give the run more time.",
                exception);
        }
        catch (Exception exception) when (WorkFailure.IsNeitherStopNorFatal(exception, cancellationToken))
        {
            var failure = WorkFailure.Of(exception);
            return NotWritten(report, $"could not be written: {failure.Message}", failure.Advice, failure);
        }
    }

    /// <summary>Reads a report.</summary>
    /// <exception cref="DataLakeException">It is not there, cannot be read, or is no report.</exception>
    public static async Task<LakeJobReport> ReadAsync(ILakeStore store, string key, CancellationToken cancellationToken)
    {
        var address = store.Lake.AddressOf(key);
        var (_, bytes) = await SmallObject.ReadAsync(store, key, cancellationToken).ConfigureAwait(false) ?? throw MissingObject.Of(address, cause: null);
        try
        {
            return (JsonSerializer.Deserialize(bytes, Context.LakeJobReport) ?? throw new JsonException("it is null")) with { Address = address };
        }
        catch (JsonException exception)
        {
            throw new DataLakeException(
                DataLakeError.InvalidRecord, $"'{address}' is no report of a job: {exception.Message}", "Remove it, or move it to another key.", address, exception);
        }
    }

    // What is there already was written by this run, whose id is in the key, and confirmed when nobody waited any more.
    private async Task<LakeJobReport> WriteOrReadAsync(LakeJobReport report, string key, CancellationToken cancellationToken)
    {
        try
        {
            await SmallObject.WriteAsync(store, key, Write(report), WriteCondition.IfAbsent, cancellationToken).ConfigureAwait(false);
            return report with { Address = store.Lake.AddressOf(key) };
        }
        catch (DataLakeException exception) when (exception.Error == DataLakeError.ObjectExists)
        {
            return await ReadAsync(store, key, cancellationToken).ConfigureAwait(false);
        }
    }

    // One object on one line, as Athena and Spark read it.
    private static byte[] Write(LakeJobReport report) => [.. JsonSerializer.SerializeToUtf8Bytes(report, Context.LakeJobReport), (byte)'\n'];

    private (LakeJobReport Report, DataLakeException Failure) NotWritten(LakeJobReport report, string problem, Advice advice, Exception cause)
    {
        var failure = new DataLakeException(DataLakeError.ReportNotWritten, $"The report of the run {problem}", advice, store.Lake.AddressOf(KeyOf(report)), cause);
        var hasSucceeded = report.Status == LakeJobStatus.Succeeded;
        return (
            report with
            {
                Status = hasSucceeded ? LakeJobStatus.Failed : report.Status,
                Failures = [.. report.Failures, new LakeJobFailure(Step: null, failure.Error, failure.Message, failure.Target?.ToString(), failure.Advice.ToString())],
                WhatNext = hasSucceeded ? "The data is there; only the report is missing." : report.WhatNext,
            },
            failure);
    }
}
