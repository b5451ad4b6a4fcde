using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Commands;

/// <summary>
/// <para type="synopsis">Lists the objects of a data lake.</para>
/// </summary>
[Cmdlet(VerbsCommon.Get, "LakeObject")]
[OutputType(typeof(LakeObject))]
public sealed class GetLakeObjectCommand : LakeQueryCommand
{
    /// <summary>Lists the objects.</summary>
    protected override void ProcessRecord()
    {
        var query = ResolveQuery();
        var store = OpenLake();
        Begin(ListAsync);

        async IAsyncEnumerable<object> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var found in query.ListAsync(store, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }
}
