using System.Management.Automation;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Raw;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Sums up what a data lake holds: files, records, bytes and the newest of each specification and day.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeSummary")]
[OutputType(typeof(LakeSummary))]
public sealed class GetLakeSummaryCommand : LakeQueryCommand
{
    /// <summary>Reads every object to count its rows or records; without it a listing is enough, and nothing is counted.</summary>
    [Parameter]
    public SwitchParameter Count { get; set; }

    /// <summary>Sums up.</summary>
    protected override void ProcessRecord()
    {
        var summaries = new LakeSummaries(OpenLake(), ResolveQuery(), Count);
        Begin(ReadAsync);

        async IAsyncEnumerable<object> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var (sum, error) in summaries.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return sum is null ? new WorkError(error!) : sum;
            }
        }
    }
}
