using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using DataLakeTools.TestServers.Lambda;

namespace DataLakeTools.Module.Tests;

/// <summary>The host as Lambda runs it: a process that speaks to a runtime API, with its package in a folder.</summary>
internal sealed class LambdaFunction : IAsyncDisposable
{
    private readonly StringBuilder _written = new();
    private readonly Dictionary<string, string?> _environment;
    private readonly HostProgram _host;
    private FunctionLimits? _limits;
    private string[]? _command;
    private Process? _process;
    private Task? _exit;

    private LambdaFunction(HostProgram host, LambdaRuntimeServer runtime)
    {
        _host = host;
        Runtime = runtime;
        _environment = new()
        {
            ["AWS_LAMBDA_RUNTIME_API"] = runtime.Address,
            ["LAMBDA_TASK_ROOT"] = Package,
            ["DATALAKE_URI"] = Lake,
            ["AWS_SESSION_TOKEN"] = runtime.Secrets.SessionToken,
            ["PARAMETERS_SECRETS_EXTENSION_HTTP_PORT"] = runtime.Port.ToString(CultureInfo.InvariantCulture),
            ["TMDB_TOKEN"] = null,
            ["TMDB_API_KEY"] = null,
            ["DATALAKE_LOG_FORMAT"] = null,
        };
        Directory.CreateDirectory(Path.Combine(Package, "jobs"));
    }

    public LambdaRuntimeServer Runtime { get; }

    public string Folder { get; } = Directory.CreateTempSubdirectory("datalake-lambda-").FullName;

    public string Package => Path.Combine(Folder, "task");

    /// <summary>The lake of the function, a folder.</summary>
    public string Lake => Path.Combine(Folder, "lake");

    /// <summary>All that the process wrote, on the output and on the error stream.</summary>
    public string Written
    {
        get
        {
            lock (_written)
            {
                return _written.ToString();
            }
        }
    }

    /// <summary>The log, a JSON document a line.</summary>
    public IReadOnlyList<JsonNode> Log => [.. Written.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];

    public static async Task<LambdaFunction> CreateAsync() => new(await HostProgram.FindAsync(), await LambdaRuntimeServer.StartAsync());

    /// <summary>Puts a file into the package.</summary>
    public LambdaFunction With(string path, string content)
    {
        var full = Path.Combine(Package, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, content);
        return this;
    }

    /// <summary>Sets a variable of the function.</summary>
    public LambdaFunction WithVariable(string name, string value)
    {
        _environment[name] = value;
        return this;
    }

    /// <summary>Gives the process the memory and the temporary folder of a function.</summary>
    public async Task<LambdaFunction> WithinAsync(FunctionLimits limits)
    {
        var temporary = Path.Combine(Folder, "tmp");
        _limits = limits;
        _command = await limits.AroundAsync(_host.CommandLine, Folder, temporary);
        return WithVariable("TMPDIR", temporary);
    }

    /// <summary>Starts the process. The first event starts it, too.</summary>
    public void Start()
    {
        var command = _command ?? _host.CommandLine;
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Package,
        };
        foreach (var (name, value) in _environment)
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += Add;
        _process.ErrorDataReceived += Add;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        _exit = _process.WaitForExitAsync();
    }

    /// <summary>Sends an event and waits for its answer, or for the end of the process, which is an error of the test.</summary>
    public async Task<LambdaAnswer> InvokeAsync(string @event, TimeSpan? time = null, string? traceId = null)
    {
        if (_process is null)
        {
            Start();
        }

        var answer = Runtime.InvokeAsync(@event, time, traceId);
        await Task.WhenAny(answer, _exit!);
        return answer.IsCompleted ? await answer : throw new InvalidOperationException($"The function ended with {_process!.ExitCode}:\n{Written}");
    }

    /// <summary>Waits for the end of the process.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _exit!;
        return _process!.ExitCode;
    }

    /// <summary>Ends the process as Lambda does.</summary>
    public async Task<int> TerminateAsync()
    {
        await Command.RunAsync("kill", ["-TERM", _process!.Id.ToString(CultureInfo.InvariantCulture)]);
        return await ExitCodeAsync();
    }

    /// <summary>The keys of the data of a folder lake.</summary>
    public IEnumerable<string> Keys(string? lake = null)
    {
        var root = lake ?? Lake;
        return Directory.Exists(Path.Combine(root, "Raw"))
            ? Directory.EnumerateFiles(Path.Combine(root, "Raw"), "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal)
            : [];
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _exit!;
        }

        _process?.Dispose();
        _limits?.Remove();
        await Runtime.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private void Add(object sender, DataReceivedEventArgs line)
    {
        lock (_written)
        {
            _written.Append(line.Data).Append('\n');
        }
    }
}
