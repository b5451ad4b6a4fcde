using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Completion;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Finds the raw rows and records that a row of a table was made of, and shows their bytes.</para>
/// </summary>
[Cmdlet(VerbsDiagnostic.Trace, "LakeRow")]
[OutputType(typeof(LakeRowTrace))]
public sealed class TraceLakeRowCommand : TableReadCommand
{
    /// <summary>The name of the table.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(TableCompleter))]
    public string Table { get; set; } = string.Empty;

    /// <summary>The keys of the rows: the values of all columns of the key with | between them, or of the first alone for all rows that have it.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public string[] Key { get; set; } = [];

    private protected override bool EndsPipeline(Core.Errors.DataLakeException exception) => exception.Error is not (DataLakeError.RowNotFound or DataLakeError.TablesOutdated);

    /// <summary>Finds the rows.</summary>
    protected override void ProcessRecord()
    {
        var open = Tables();
        foreach (var key in Key)
        {
            Begin(cancellationToken => TraceAsync(open, key, cancellationToken));
        }
    }

    private async IAsyncEnumerable<object> TraceAsync(
        Func<CancellationToken, Task<TableReader>> open, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await open(cancellationToken).ConfigureAwait(false);
        await foreach (var trace in reader.TraceAsync(Table, key, cancellationToken).ConfigureAwait(false))
        {
            yield return trace;
        }
    }
}
