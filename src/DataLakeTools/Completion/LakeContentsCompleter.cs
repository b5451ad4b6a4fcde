using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Completion;

/// <summary>Completes the parts of keys from what the lake holds: layers, origins, formats, specifications, dates.</summary>
public sealed class LakeContentsCompleter : Completer
{
    private static readonly string[] Dates = ["Date", "From", "To"];

    private protected override IEnumerable<Suggestion> Suggest(CompletedLine line, string begun)
    {
        var usual = Usual(line.Parameter);

        // Without a lake the names of the convention are proposed.
        var store = line.TryOpenLake();
        var part = Part(line, begun);
        var found = store is null ? usual : InTime(stop => ReadAsync(store, part, stop)).Concat(usual).Distinct(StringComparer.Ordinal);
        return Beginning(begun, Dates.Contains(line.Parameter, StringComparer.OrdinalIgnoreCase)
            ? found.OrderDescending(StringComparer.Ordinal)
            : found.Order(StringComparer.OrdinalIgnoreCase));
    }

    private static Func<LakeContents, CancellationToken, IAsyncEnumerable<string>> Part(CompletedLine line, string begun)
    {
        // In Update-LakeTable, -Layer is what is made, and the days are those of what it is made of.
        var isOfBuild = string.Equals(line.Command, "Update-LakeTable", StringComparison.OrdinalIgnoreCase);
        var layer = isOfBuild ? LakeConvention.RawLayer : line.Text("Layer") ?? LakeConvention.RawLayer;
        var (origin, specification) = (line.Text("Origin"), line.Text("Specification"));

        // In Write-RawJsonBatch, -Format is the layout of the file; the format in its key is JSON.
        var isOfJson = string.Equals(line.Command, "Write-RawJsonBatch", StringComparison.OrdinalIgnoreCase);
        var format = isOfJson ? LakeConvention.JsonFormat : line.Text("Format");
        return line.Parameter switch
        {
            "Layer" => (zone, stop) => zone.LayersAsync(stop),
            "Origin" => (zone, stop) => zone.OriginsAsync(layer, stop),
            "Format" => (zone, stop) => zone.FormatsAsync(layer, origin, stop),
            "Specification" => (zone, stop) => zone.SpecificationsAsync(layer, origin, format, stop),
            _ => (zone, stop) => TextOf(zone.DatesAsync(layer, origin, format, specification, begun, stop)),
        };
    }

    private static async IAsyncEnumerable<string> ReadAsync(
        ILakeStore store,
        Func<LakeContents, CancellationToken, IAsyncEnumerable<string>> part,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using (store.ConfigureAwait(false))
        {
            await foreach (var one in part(new LakeContents(store), cancellationToken).ConfigureAwait(false))
            {
                yield return one;
            }
        }
    }

    private static async IAsyncEnumerable<string> TextOf(IAsyncEnumerable<DateOnly> dates)
    {
        await foreach (var date in dates.ConfigureAwait(false))
        {
            yield return date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        }
    }

    private static string[] Usual(string parameter) => parameter switch
    {
        "Layer" => [LakeConvention.RawLayer],
        "Origin" => [LakeConvention.LocalOrigin, LakeConvention.TmdbOrigin],
        "Format" => [LakeConvention.CsvFormat, LakeConvention.JsonFormat],
        _ => [],
    };
}
