using System.CommandLine;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Commands;

/// <summary>The commands of the program, and the error for arguments that are none of them.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            var log = Log.OfProcess();
            foreach (var error in parsed.Errors)
            {
                log.Write(PlainText.Of(error.Message));
            }

            log.Write("Run 'datalake --help' for its commands and options.");
            return ExitCode.BadUsage;
        }

        // The command handles signals itself, so that it can abort an upload cleanly and exit with 130.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static RootCommand Build() => new("Keeps a data lake: runs jobs that send CSV files to S3 or a folder, byte for byte, fetch titles from TMDB, and make tables of both.")
    {
        RunSyntax.Build(),
        TestSyntax.Build(),
    };
}
