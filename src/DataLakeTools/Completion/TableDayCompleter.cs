using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Completion;

/// <summary>Completes the days of which a lake has tables, the newest first.</summary>
public sealed class TableDayCompleter : Completer
{
    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var store = line.OpenLake();
        return Beginning(begun, InTime(stop => DaysAsync(store, stop))
            .Distinct()
            .OrderDescending()
            .Select(day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)));
    }

    private static async IAsyncEnumerable<DateOnly> DaysAsync(ILakeStore store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (store.ConfigureAwait(false))
        {
            await foreach (var day in TableCatalogue.DaysAsync(store, cancellationToken).ConfigureAwait(false))
            {
                yield return day;
            }
        }
    }
}
