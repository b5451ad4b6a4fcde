using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Runs the data tests of the tables of a lake; one object for each thing that is wrong, nothing when all is well.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Test, "LakeTable")]
[OutputType(typeof(LakeTableFinding), typeof(bool))]
public sealed class TestLakeTableCommand : TableReadCommand
{
    private bool _isTested;
    private long _findings;

    /// <summary>The names of the tables; all of the Refined layer, and the freshness of Trusted, when left out.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string[] Table { get; set; } = [];

    /// <summary>Gives only true or false, once for all.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <summary>Runs the tests.</summary>
    protected override void ProcessRecord()
    {
        var tables = Table.Length == 0 ? (IReadOnlyList<string?>)[null] : Table;
        var day = DateOnly.FromDateTime(Date ?? DateTime.Today);
        var open = Tables();
        _isTested = true;
        Begin(Test);

        async IAsyncEnumerable<object> Test([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            var reader = await open(cancellationToken).ConfigureAwait(false);
            foreach (var table in tables)
            {
                await foreach (var finding in reader.TestAsync(table, day, cancellationToken).ConfigureAwait(false))
                {
                    _findings++;
                    if (!Quiet)
                    {
                        yield return finding;
                    }
                }
            }
        }
    }

    /// <summary>Waits for the tests and says what came of them.</summary>
    protected override void EndProcessing()
    {
        base.EndProcessing();
        if (!_isTested)
        {
            WriteWarning("No table was tested: none came through the pipeline.");
        }

        if (Quiet)
        {
            WriteObject(_isTested && _findings == 0 && !HasFailed);
        }
    }
}
