using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;
using DataLakeTools.Pipeline;

namespace DataLakeTools.Completion;

/// <summary>Reads what tables a lake has, for completion.</summary>
internal static class PublishedTableList
{
    private const int MaxTables = 1000;

    /// <summary>The tables, with their columns.</summary>
    /// <param name="store">The lake; it is closed afterwards.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<LakeTable> Read(ILakeStore store, TableModel model) => ShortWait.Collect(stop => ListAsync(store, model, stop), MaxTables);

    private static async IAsyncEnumerable<LakeTable> ListAsync(ILakeStore store, TableModel model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (store.ConfigureAwait(false))
        {
            var catalogue = new TableCatalogue(store, model, TimeProvider.System);
            await foreach (var table in catalogue.ListAsync(day: null, CultureInfo.CurrentUICulture.Name, cancellationToken).ConfigureAwait(false))
            {
                yield return table;
            }
        }
    }
}
