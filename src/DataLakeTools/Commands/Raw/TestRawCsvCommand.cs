using System.Management.Automation;
using DataLakeTools.Binding;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Checks CSV files as Send-RawCsv does, without sending them.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RawCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CsvReport), typeof(bool))]
public sealed class TestRawCsvCommand : AsyncCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";

    /// <summary>The files, with wildcards.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string[] Path { get; set; } = [];

    /// <summary>The files, their names taken letter by letter.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LP")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>The delimiter; found from the header when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>How many problems are listed; all are counted.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxProblems { get; set; } = 10;

    /// <summary>Gives only true or false for every file.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Checks the files of one input.</summary>
    protected override void ProcessRecord()
    {
        var files = SourcePathResolver.Resolve(this, Path, LiteralPath);
        foreach (var file in files)
        {
            BeginSingle(cancellationToken => Task.FromResult(Check(file, cancellationToken)));
        }
    }

    private object Check(string file, CancellationToken cancellationToken)
    {
        var options = new CsvScanOptions { Delimiter = Delimiter, MaxProblems = MaxProblems, CountMissing = !Quiet };
        var meter = new ReadingMeter(System.IO.Path.GetFileName(file), Reporter);
        var summary = CsvFileCheck.Run(file, options, meter.Show, cancellationToken);
        meter.Complete();
        return Quiet ? summary.IsValid : new CsvReport(file, summary);
    }
}
