using System.Diagnostics;
using System.Globalization;

namespace DataLakeTools.TestServers.Lambda;

/// <summary>
/// Runs the stand-in as a program: writes its address to standard output, then takes every line of standard input as an
/// event and writes its answer as a line.
/// </summary>
public static class LambdaProgram
{
    public const string Usage = "lambda [--port n] [--time-limit seconds] [--parameter name=value] [--secret name=value] [--session-token text]";

    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var port = 0;
        var time = TimeSpan.FromMinutes(15);
        List<(string Kind, string Value)> settings = [];
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            if (args[index] == "--port")
            {
                port = int.Parse(args[index + 1], CultureInfo.InvariantCulture);
            }
            else if (args[index] == "--time-limit")
            {
                time = TimeSpan.FromSeconds(double.Parse(args[index + 1], CultureInfo.InvariantCulture));
            }
            else
            {
                settings.Add((args[index], args[index + 1]));
            }
        }

        await using var server = await LambdaRuntimeServer.StartAsync(port);
        if (!settings.TrueForAll(setting => Set(server.Secrets, setting.Kind, setting.Value)))
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await Console.Out.WriteLineAsync(server.Address);
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var begun = Stopwatch.GetTimestamp();
            var answer = server.InvokeAsync(line, time);
            var given = await await Task.WhenAny(answer, server.InitError);
            var kind = !answer.IsCompleted ? "init error" : given.IsError ? "error" : "response";
            await Console.Out.WriteLineAsync(string.Create(
                CultureInfo.InvariantCulture, $"{kind} after {Stopwatch.GetElapsedTime(begun).TotalMilliseconds:0} ms: {given.Body}"));
        }

        return 0;
    }

    private static bool Set(SecretsExtension secrets, string kind, string value)
    {
        var pair = value.Split('=', 2);
        switch (kind)
        {
            case "--parameter" when pair.Length == 2:
                secrets.Parameters[pair[0]] = pair[1];
                break;
            case "--secret" when pair.Length == 2:
                secrets.Secrets[pair[0]] = pair[1];
                break;
            case "--session-token":
                secrets.SessionToken = value;
                break;
            default:
                return false;
        }

        return true;
    }
}
