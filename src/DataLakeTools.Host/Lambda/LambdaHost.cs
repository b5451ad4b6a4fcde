using System.Runtime.ExceptionServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Logging;

namespace DataLakeTools.Host.Lambda;

/// <summary>A custom runtime of AWS Lambda: takes one event after another and runs the job that each asks for.</summary>
internal sealed class LambdaHost(RuntimeApi runtime, InvocationRunner runner, Func<string?, ILog> openLog)
{
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    /// <summary>Runs until Lambda ends the process.</summary>
    /// <param name="address">The address of the runtime API.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(string address)
    {
        using var signals = new StopSignals();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        try
        {
            return await RunAsync(http, new RuntimeApi(http, address), signals.Token);
        }
        catch (HttpRequestException exception)
        {
            Log.Open(LogFormat.Json, isVerbose: false, TimeProvider.System, AdviceWords.OfJobDocument).Write(
                new LogEntry(LogLevel.Error, $"The runtime API at {address} does not answer as it should: {exception.Message}") { Error = RuntimeFailure.Fault });
            return ExitCode.Failed;
        }
    }

    private static async Task<int> RunAsync(HttpClient http, RuntimeApi runtime, CancellationToken stop)
    {
        LambdaSettings settings;
        try
        {
            settings = LambdaSettings.Read(Environment.GetEnvironmentVariable);
        }
        catch (DataLakeException exception)
        {
            Log.Open(LogFormat.Json, isVerbose: false, TimeProvider.System, AdviceWords.OfJobDocument).Write(LogEntry.Of(exception));
            await runtime.FailToBeginAsync(RuntimeFailure.Of(exception));
            return ExitCode.BadUsage;
        }

        var token = settings.TokenStore is { } store ? new TokenReader(store, http, Environment.GetEnvironmentVariable, TimeProvider.System) : null;
        var runner = new InvocationRunner(settings, token, TimeProvider.System);
        var host = new LambdaHost(runtime, runner, id => Log.Open(settings.LogFormat, settings.IsVerbose, TimeProvider.System, AdviceWords.OfJobDocument, id));
        return await host.ServeAsync(stop);
    }

    private async Task<int> ServeAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await ServeOneAsync(await runtime.NextAsync(stop), stop);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // Lambda shuts the process down.
                break;
            }
        }

        return ExitCode.Success;
    }

    private async Task ServeOneAsync(Invocation invocation, CancellationToken stop)
    {
        var log = openLog(invocation.RequestId);
        Environment.SetEnvironmentVariable(TraceVariable, invocation.TraceId);
        ExceptionDispatchInfo? fault = null;
        RuntimeFailure failure;
        try
        {
            var summary = await runner.RunAsync(invocation, log, stop);
            log.Write(new LogEntry(summary.Status == RunStatus.Failed ? LogLevel.Error : LogLevel.Info, summary.Message)
            {
                Error = summary.Status == RunStatus.Failed ? RuntimeFailure.JobFailed : null,
            });
            if (summary.Status != RunStatus.Failed)
            {
                await runtime.RespondAsync(invocation, summary);
                return;
            }

            failure = RuntimeFailure.Of(summary);
        }
        catch (DataLakeException exception)
        {
            log.Write(LogEntry.Of(exception));
            failure = RuntimeFailure.Of(exception);
        }
        catch (Exception exception) when (exception is not (HttpRequestException or OperationCanceledException))
        {
            // An error in the host itself. The event fails, so that Lambda runs it again, and this process ends, because its state is unknown.
            log.Write(new LogEntry(LogLevel.Error, exception.ToString()) { Error = RuntimeFailure.Fault });
            failure = new RuntimeFailure(RuntimeFailure.Fault, exception.Message);
            fault = ExceptionDispatchInfo.Capture(exception);
        }

        await runtime.FailAsync(invocation, failure);
        fault?.Throw();
    }
}
