using System.CommandLine;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Host.Commands;

/// <summary>The options of <c>datalake test</c>.</summary>
internal static class TestSyntax
{
    private static readonly Option<string?> Lake = new("--lake", "-l") { Description = "The lake: s3://bucket[/prefix] or a folder; DATALAKE_URI without it, or that of the receipts." };
    private static readonly Option<string?> Prefix = new("--prefix", "-p") { Description = "What the keys begin with." };
    private static readonly Option<string?> Specification = new("--specification") { Description = "The specification of the keys, levels with / between them." };
    private static readonly Option<DateOnly?> Date = CommonOptions.Date("The processing date of the keys as yyyy-MM-dd.");
    private static readonly Option<string?> Receipts = new("--receipts", "-r") { Description = "A file of receipts to test against: JSON of ConvertTo-Json, or the JSON log of a run.", Validators = { CommonOptions.NamesFile } };
    private static readonly Option<bool> Deep = new("--deep") { Description = "Read every object from end to end; check CSV files row by row." };
    private static readonly Option<string?> EnvironmentFile = CommonOptions.EnvironmentFile();
    private static readonly Option<bool> Verbose = CommonOptions.Verbose();

    /// <summary>The command.</summary>
    public static Command Build()
    {
        var test = new Command("test", "Tests a lake against receipts or its own rules: a line for each thing that is wrong, and then exit code 1.")
        {
            Lake, Prefix, Specification, Date, Receipts, Deep, EnvironmentFile, Verbose,
        };
        test.SetAction((parsed, cancellationToken) => new TestCommand(Options(parsed)).RunAsync(cancellationToken));
        return test;
    }

    private static TestOptions Options(ParseResult parsed) => new()
    {
        Lake = parsed.GetValue(Lake),
        Receipts = parsed.GetValue(Receipts),
        EnvironmentFile = parsed.GetValue(EnvironmentFile),
        Verbose = parsed.GetValue(Verbose),
        Verifier = new LakeVerifierOptions { Deep = parsed.GetValue(Deep), Published = PublishedFiles.ReadAsync },
        Query = new LakeObjectQuery
        {
            Layer = parsed.GetValue(Prefix) is null ? LakeConvention.RawLayer : null,
            Prefix = parsed.GetValue(Prefix),
            Specification = parsed.GetValue(Specification),
            From = parsed.GetValue(Date),
            To = parsed.GetValue(Date),
        },
    };
}
