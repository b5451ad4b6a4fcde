using System.CommandLine;
using System.Globalization;

namespace DataLakeTools.Host;

/// <summary>The words of the command line.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Build().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Run 'datalake --help' for the words it knows.");
            return ExitCode.BadUsage;
        }

        // The run takes the signals itself, so that it can end an upload cleanly and say 130.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
    }

    private static RootCommand Build()
    {
        var document = new Argument<string>("job") { Description = "The job document, a JSON file." };
        var lake = new Option<string?>("--lake", "-l") { Description = "The lake, in place of the one the document names: s3://bucket[/prefix] or a folder." };
        var date = new Option<DateOnly?>("--date", "-d")
        {
            Description = "The processing date as yyyy-MM-dd, in place of the document's or today's.",
            CustomParser = result =>
            {
                if (DateOnly.TryParseExact(result.Tokens[0].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var given))
                {
                    return given;
                }

                result.AddError($"'{result.Tokens[0].Value}' is not a date as yyyy-MM-dd.");
                return null;
            },
        };
        var environment = new Option<string?>("--env-file") { Description = "A .env file to read into the environment first." };
        var whatIf = new Option<bool>("--what-if", "-n") { Description = "Check everything and show what would be written, but write nothing." };
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Tell the story while it happens." };
        var run = new Command("run", "Runs a job: sends the files that its steps name to the lake.") { document, lake, date, environment, whatIf, verbose };
        run.SetAction((parsed, cancellationToken) => JobCommand.RunAsync(new JobCommandOptions(
            parsed.GetValue(document)!, parsed.GetValue(lake), parsed.GetValue(date), parsed.GetValue(environment), parsed.GetValue(whatIf), parsed.GetValue(verbose)), cancellationToken));
        return new RootCommand("Keeps the Raw zone of a data lake: runs jobs that send CSV files to S3 or a folder, byte for byte.") { run };
    }
}
