using System.Management.Automation;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Raw.Csv;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Checks CSV files as Send-RawCsv does, without sending them.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "RawCsv", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CsvReport), typeof(bool))]
public sealed class TestRawCsvCommand : FileCommand
{
    /// <summary>The delimiter; found from the first rows when left out.</summary>
    [Parameter]
    public char? Delimiter { get; set; }

    /// <summary>How many problems are listed; all are counted.</summary>
    [Parameter]
    [ValidateRange(1, 1_000_000)]
    public int MaxProblems { get; set; } = 10;

    /// <summary>Gives only true or false for every file.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    private protected override void ProcessFile(string file) => BeginSingle(cancellationToken => Task.FromResult(Check(file, cancellationToken)));

    private object Check(string file, CancellationToken cancellationToken)
    {
        var options = new CsvScanOptions { Delimiter = Delimiter, MaxProblems = MaxProblems, CountMissing = !Quiet };
        var summary = CsvFileCheck.Run(file, options, Reporter, TimeProvider.System, cancellationToken);
        if (summary.Warning is { } warning)
        {
            Reporter.Warning($"'{file}': {warning}");
        }

        return Quiet ? summary.IsValid : new CsvReport(file, summary);
    }
}
