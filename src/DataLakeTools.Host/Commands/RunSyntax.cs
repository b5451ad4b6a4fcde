using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using DataLakeTools.Core.Jobs.Runs;

namespace DataLakeTools.Host.Commands;

/// <summary>The arguments and options of <c>datalake run</c>.</summary>
internal static class RunSyntax
{
    private static readonly Argument<string> Document = new("job") { Description = "The job document, a JSON file, or one in a bucket: s3://bucket/jobs/nightly.json. Relative paths of that one start at the current folder.", Validators = { CommonOptions.NamesFile } };
    private static readonly Option<string?> Lake = new("--lake", "-l") { Description = "The lake, in place of the one the document names: s3://bucket[/prefix] or a folder." };
    private static readonly Option<DateOnly?> Date = CommonOptions.Date("The processing date as yyyy-MM-dd, in place of the document's or today's.");

    private static readonly Option<string[]> Steps = new("--step", "-s") { Description = "A step to run, * and ? stand for letters; again for several. All steps without it.", DefaultValueFactory = _ => [] };
    private static readonly Option<string?> EnvironmentFile = CommonOptions.EnvironmentFile();
    private static readonly Option<bool> WhatIf = new("--what-if", "-n") { Description = "Show what would be done, by step: keys, files, bytes, requests, minutes, cost. Writes nothing, and asks nobody but the bucket that has the document." };
    private static readonly Option<bool> NoResume = new("--no-resume") { Description = "Discard what an interrupted run has left, and do everything anew." };
    private static readonly Option<bool> Verbose = CommonOptions.Verbose();
    private static readonly Option<TimeSpan?> TimeLimit = new("--time-limit", "-t")
    {
        Description = "Stop after so many seconds (or hh:mm:ss) and end with 3; the same command again goes on.",
        CustomParser = ReadTime,
    };

    private static readonly Option<LogFormat> Format = new("--log-format")
    {
        Description = $"text or json: JSON Lines on the error stream, and what came of the run as the one line of the output. {Log.FormatVariable} says it, too.",
        CustomParser = ReadFormat,
        DefaultValueFactory = ReadFormatVariable,
    };

    /// <summary>The command.</summary>
    public static Command Build()
    {
        var run = new Command("run", "Runs a job: sends the files, fetches the titles and makes the tables that its steps name.")
        {
            Document, Lake, Date, Steps, EnvironmentFile, WhatIf, NoResume, Verbose, TimeLimit, Format,
        };
        run.SetAction((parsed, cancellationToken) => new RunCommand(Options(parsed)).RunAsync(cancellationToken));
        return run;
    }

    private static RunOptions Options(ParseResult parsed) => new()
    {
        Document = parsed.GetValue(Document)!,
        Lake = parsed.GetValue(Lake),
        Date = parsed.GetValue(Date),
        Steps = parsed.GetValue(Steps)!,
        EnvironmentFile = parsed.GetValue(EnvironmentFile),
        WhatIf = parsed.GetValue(WhatIf),
        NoResume = parsed.GetValue(NoResume),
        Verbose = parsed.GetValue(Verbose),
        TimeLimit = parsed.GetValue(TimeLimit),
        LogFormat = parsed.GetValue(Format),
    };

    private static TimeSpan? ReadTime(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        var time = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds) && seconds < TimeSpan.MaxValue.TotalSeconds
            ? TimeSpan.FromSeconds(seconds)
            : TimeSpan.TryParseExact(text, "c", CultureInfo.InvariantCulture, out var given) ? given : TimeSpan.Zero;

        if (time > TimeSpan.Zero && time <= LakeJobRunOptions.MaxTimeLimit)
        {
            return time;
        }

        result.AddError($"'{text}' is not a time limit; write seconds, or hh:mm:ss, of 30 days at most.");
        return null;
    }

    private static LogFormat ReadFormat(ArgumentResult result) => FormatOf(result.Tokens[0].Value, result);

    private static LogFormat ReadFormatVariable(ArgumentResult result) =>
        Environment.GetEnvironmentVariable(Log.FormatVariable) is { Length: > 0 } word ? FormatOf(word, result) : LogFormat.Text;

    private static LogFormat FormatOf(string word, ArgumentResult result)
    {
        if (Log.FormatOf(word) is { } format)
        {
            return format;
        }

        result.AddError($"'{word}' is no log format; write text or json.");
        return LogFormat.Text;
    }
}
