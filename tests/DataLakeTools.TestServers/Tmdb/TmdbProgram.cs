using System.Globalization;

namespace DataLakeTools.TestServers.Tmdb;

/// <summary>
/// Runs the stand-in as a program: --port 5010 --movies 1000 --series 200 --rate 40 --latency 100 --retry-after 1
/// --token … --recorded folder. Writes its address to standard output and runs until it is ended.
/// </summary>
public static class TmdbProgram
{
    public const string Usage =
        "tmdb [--port n] [--movies n] [--series n] [--undated n] [--rate n] [--latency ms] [--retry-after s] [--token text] [--api-key text] [--recorded folder]";

    public static async Task<int> RunAsync(string[] args)
    {
        ArgumentNullException.ThrowIfNull(args);
        var options = new TmdbServerOptions();
        for (var index = 0; index + 1 < args.Length; index += 2)
        {
            if (!Set(options, args[index], args[index + 1]))
            {
                await Console.Error.WriteLineAsync($"Unknown option {args[index]}.");
                return 2;
            }
        }

        await using var server = await TmdbServer.StartAsync(options);
        await Console.Out.WriteLineAsync(server.Endpoint.AbsoluteUri);
        await server.WaitForShutdownAsync();
        return 0;
    }

    private static bool Set(TmdbServerOptions options, string name, string value)
    {
        switch (name)
        {
            case "--port":
                options.Port = Number(value);
                break;
            case "--movies":
                options.Movies = Number(value);
                break;
            case "--series":
                options.Series = Number(value);
                break;
            case "--undated":
                options.UndatedMovies = Number(value);
                break;
            case "--rate":
                options.RequestsPerSecond = Number(value);
                break;
            case "--latency":
                options.Latency = TimeSpan.FromMilliseconds(Number(value));
                break;
            case "--retry-after":
                options.RetryAfterSeconds = Number(value);
                break;
            case "--token":
                options.Token = value;
                break;
            case "--api-key":
                options.ApiKey = value;
                break;
            case "--well-known":
                options.WellKnown = bool.Parse(value);
                break;
            case "--recorded":
                options.RecordedFolder = value;
                break;
            default:
                return false;
        }

        return true;
    }

    private static int Number(string value) => int.Parse(value, CultureInfo.InvariantCulture);
}
