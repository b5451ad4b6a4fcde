using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Completion;

/// <summary>Completes the names of the tables that a lake has.</summary>
public sealed class TableCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var store = line.OpenLake();
        return Beginning(begun, InTime(stop => NamesAsync(store, TableModel.Load(line.Text("Model")), stop)));
    }

    private static async IAsyncEnumerable<string> NamesAsync(ILakeStore store, TableModel model, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (store.ConfigureAwait(false))
        {
            var catalogue = new TableCatalogue(store, model, TimeProvider.System);
            await foreach (var table in catalogue.ListAsync(day: null, CultureInfo.CurrentUICulture.Name, cancellationToken).ConfigureAwait(false))
            {
                yield return table.Table;
            }
        }
    }
}
