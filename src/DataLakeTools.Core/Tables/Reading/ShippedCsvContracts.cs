using System.Reflection;
using System.Text.Json;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>
/// What the contracts of CSV files that ship say of their columns: where they come from, their types, bounds and missing values.
/// Read element by element, because to compile what reads a whole <see cref="TableModel"/> takes longer than most files do.
/// </summary>
internal static class ShippedCsvContracts
{
    /// <summary>The columns of each contract, with the missing values of their table where they have none of their own.</summary>
    public static IReadOnlyList<ColumnContract[]> All { get; } = Read();

    private static List<ColumnContract[]> Read()
    {
        var all = new List<ColumnContract[]>();
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (TableModel.IsTrustedContract(name))
            {
                using var contract = JsonDocument.Parse(assembly.GetManifestResourceStream(name)!);
                if (contract.RootElement.GetProperty("from").GetProperty("format").ValueEquals(LakeConvention.CsvFormat))
                {
                    all.Add(ColumnsOf(contract.RootElement));
                }
            }
        }

        return all;
    }

    private static ColumnContract[] ColumnsOf(JsonElement contract)
    {
        var missing = TextsOf(contract, "missing") ?? [];
        var elements = contract.GetProperty("columns");
        var columns = new ColumnContract[elements.GetArrayLength()];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = elements[i];
            columns[i] = new ColumnContract
            {
                Name = column.GetProperty("name").GetString()!,
                Type = ColumnType.Parse(column.GetProperty("type").GetString()!),
                Source = TextsOf(column, "source")!,
                Min = NumberOf(column, "min"),
                Max = NumberOf(column, "max"),
                Missing = TextsOf(column, "missing") ?? missing,
            };
        }

        return columns;
    }

    // One text or a list of texts.
    private static string[]? TextsOf(JsonElement element, string name)
    {
        if (!element.TryGetProperty(name, out var found))
        {
            return null;
        }

        if (found.ValueKind == JsonValueKind.String)
        {
            return [found.GetString()!];
        }

        var texts = new string[found.GetArrayLength()];
        for (var i = 0; i < texts.Length; i++)
        {
            texts[i] = found[i].GetString()!;
        }

        return texts;
    }

    private static decimal? NumberOf(JsonElement element, string name) => element.TryGetProperty(name, out var found) ? found.GetDecimal() : null;
}
