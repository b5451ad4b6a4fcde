using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Http;

namespace DataLakeTools.Core.Jobs.Reports;

/// <summary>Tells somebody of the end of a run, at most once: nothing is sent again, and a failure is a warning.</summary>
/// <param name="notification">Who, and of what.</param>
/// <param name="folder">Where a relative path of a program starts.</param>
/// <param name="reporter">Receives the warning.</param>
internal sealed class JobNotifier(JobNotification notification, string folder, IReporter reporter)
{
    private const int MaxFailures = 5;

    // ENOENT.
    private const int NoSuchFile = 2;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(10);

    private static readonly NotificationJsonContext Context = new(LakeJobReportStore.JsonOptions);

    private bool _isDone;

    /// <summary>Tells of the end of a run, if it is one to tell of and was not told of before.</summary>
    /// <param name="report">The report.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task NotifyAsync(LakeJobReport report, CancellationToken cancellationToken)
    {
        if (_isDone || (notification.On == JobNotificationOccasion.Failure && report.Status != LakeJobStatus.Failed && report.Failures.Count == 0))
        {
            return;
        }

        cancellationToken.ThrowIfCancellationRequested();
        _isDone = true;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Timeout);
        try
        {
            var failure = notification.Webhook is { } address
                ? await PostAsync(address, report, limit.Token).ConfigureAwait(false)
                : await StartAsync(report, limit.Token).ConfigureAwait(false);
            if (failure is not null)
            {
                Warn(failure);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            reporter.Warning("Whether anybody was told of the end of the run is not known: the run was stopped meanwhile. It is not tried again.");
            throw;
        }
        catch (OperationCanceledException)
        {
            Warn(string.Create(CultureInfo.InvariantCulture, $"it took longer than {Timeout.TotalSeconds:0} seconds"));
        }
        catch (Win32Exception exception)
        {
            // Its own text has the program in it, which may come from a variable that holds a secret.
            Warn($"the program of 'notify.command' could not be started ({new Win32Exception(exception.NativeErrorCode).Message})");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UnauthorizedAccessException or InvalidOperationException or ArgumentException or NotSupportedException)
        {
            Warn(exception.Message);
        }
    }

    // One line of what was done and what is next, and the first failures.
    private static string TextOf(LakeJobReport report)
    {
        var text = new StringBuilder($"{report}");
        foreach (var failure in report.Failures.Take(MaxFailures))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- {failure}");
        }

        if (report.Failures.Count > MaxFailures)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n- and {report.Failures.Count - MaxFailures} more");
        }

        return (report.Address is null ? text : text.Append(CultureInfo.InvariantCulture, $"\n{report.Address}")).ToString();
    }

    private static async Task<string?> PostAsync(Uri address, LakeJobReport report, CancellationToken cancellationToken)
    {
        using var sockets = HttpSockets.Create(Timeout);
        using var client = new HttpClient(sockets);
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(new NotificationBody(TextOf(report), report), Context.NotificationBody));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await client.PostAsync(address, body, cancellationToken).ConfigureAwait(false);
        return response.IsSuccessStatusCode ? null : string.Create(CultureInfo.InvariantCulture, $"{address.Host} answered {(int)response.StatusCode}");
    }

    // A name alone is looked for in PATH; .NET, and Windows itself, would first look in the current folder.
    private string ProgramOf(string name)
    {
        if (Path.GetFileName(name) != name)
        {
            return Path.GetFullPath(name, folder);
        }

        var file = OperatingSystem.IsWindows() && !Path.HasExtension(name) ? name + ".exe" : name;
        var path = Environment.GetEnvironmentVariable("PATH") ?? string.Empty;
        return path.Split(Path.PathSeparator).Where(Path.IsPathFullyQualified).Select(place => Path.Combine(place, file)).FirstOrDefault(File.Exists)
            ?? throw new Win32Exception(NoSuchFile);
    }

    private async Task<string?> StartAsync(LakeJobReport report, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = new ProcessStartInfo(ProgramOf(notification.Command[0]), notification.Command.Skip(1)) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true } };
        process.StartInfo.Environment["DATALAKE_JOB"] = report.Job;
        process.StartInfo.Environment["DATALAKE_STATUS"] = report.Status.ToString();
        process.StartInfo.Environment["DATALAKE_REPORT"] = report.Address;
        process.Start();
        try
        {
            // What it says is not the output of the run. A pipe that nobody empties stops its writer, in both directions.
            await Task.WhenAll(
                WriteAsync(process.StandardInput, TextOf(report)),
                process.StandardOutput.BaseStream.CopyToAsync(Stream.Null, cancellationToken),
                process.StandardError.BaseStream.CopyToAsync(Stream.Null, cancellationToken)).WaitAsync(cancellationToken).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return process.ExitCode == 0 ? null : string.Create(CultureInfo.InvariantCulture, $"the program of 'notify.command' ended with {process.ExitCode}");
    }

    private static async Task WriteAsync(StreamWriter input, string text)
    {
        try
        {
            await input.WriteLineAsync(text).ConfigureAwait(false);
            input.Close();
        }
        catch (IOException)
        {
            // A program that reads nothing has closed its input; how it ends says what became of it.
        }
    }

    private void Warn(string problem) => reporter.Warning($"Nobody was told of the end of the run: {problem}. It is not tried again.");
}
