using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;

namespace DataLakeTools.TestServers.S3;

/// <summary>The stand-in as a program: <c>s3 --port 9000 [--discard | --forget] [--bucket name]</c>. Ends with Ctrl+C.</summary>
internal static class S3Program
{
    public const string Usage =
        "s3 [--port n] [--address ip] [--https] [--region name] [--discard | --forget] [--unproved] [--bucket name]... [--access-key id --secret key [--session-token token]] [--minimum-part-size bytes] [--maximum-put-size bytes]";

    // Says nothing of what it holds, and lets nobody read it.
    private const string Unproved = "--unproved";

    public static async Task<int> RunAsync(string[] arguments)
    {
        if (Parse(arguments) is not { } options)
        {
            await Console.Error.WriteLineAsync(Usage);
            return 2;
        }

        await using var standIn = await S3StandIn.StartAsync(options);
        if (arguments.Contains(Unproved))
        {
            standIn.Faults.Add("PutObject", S3Fault.WithoutChecksums().And(S3Fault.OtherHeader("ETag", "\"no-md5\"")).Always());
            standIn.Faults.Add("GetObject", S3Fault.AccessDenied().Always());
            standIn.Faults.Add("HeadObject", S3Fault.WithoutChecksums().Always());
        }

        await Console.Out.WriteLineAsync(standIn.Endpoint.ToString());

        var ended = new TaskCompletionSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        await ended.Task;
        return 0;

        void End(PosixSignalContext context)
        {
            context.Cancel = true;
            ended.TrySetResult();
        }
    }

    /// <summary>Null when the arguments are not understood.</summary>
    private static S3StandInOptions? Parse(string[] arguments)
    {
        // Benchmarks send millions of requests, and nobody can ask the log of a program.
        var options = new S3StandInOptions { LogRequests = false };
        string? accessKey = null, secret = null, token = null;
        for (var index = 0; index < arguments.Length; index++)
        {
            if (arguments[index] is "--discard")
            {
                options = options with { Discard = true };
                continue;
            }

            if (arguments[index] is "--forget")
            {
                options = options with { Forget = true };
                continue;
            }

            if (arguments[index] == Unproved)
            {
                continue;
            }

            if (arguments[index] is "--https")
            {
                options = options with { UseHttps = true };
                continue;
            }

            if (index + 1 == arguments.Length)
            {
                return null;
            }

            var value = arguments[++index];
            switch (arguments[index - 1])
            {
                case "--port" when int.TryParse(value, out var port):
                    options = options with { Port = port };
                    break;
                case "--address" when IPAddress.TryParse(value, out var address):
                    options = options with { Address = address };
                    break;
                case "--region":
                    options = options with { Region = value };
                    break;
                case "--bucket":
                    options = options with { Buckets = [.. options.Buckets, value] };
                    break;
                case "--access-key":
                    accessKey = value;
                    break;
                case "--secret":
                    secret = value;
                    break;
                case "--session-token":
                    token = value;
                    break;
                case "--minimum-part-size" when long.TryParse(value, CultureInfo.InvariantCulture, out var size):
                    options = options with { MinimumPartSize = size };
                    break;
                case "--maximum-put-size" when long.TryParse(value, CultureInfo.InvariantCulture, out var size):
                    options = options with { MaximumPutSize = size };
                    break;
                default:
                    return null;
            }
        }

        if ((accessKey is null) != (secret is null))
        {
            return null;
        }

        return accessKey is null ? options : options with { Credentials = [new(accessKey, secret!, token)] };
    }
}
