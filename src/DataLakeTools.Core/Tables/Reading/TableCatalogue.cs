using System.Runtime.CompilerServices;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>Lists the tables of a lake, without the engine.</summary>
/// <param name="store">The lake.</param>
/// <param name="model">The model.</param>
/// <param name="clock">What ages are taken with.</param>
public sealed class TableCatalogue(ILakeStore store, TableModel model, TimeProvider clock)
{
    /// <summary>The tables as of a day, first Trusted and then Refined, each in the order of their names.</summary>
    /// <param name="day">The day; the newest when null.</param>
    /// <param name="language">The language of meanings.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="Errors.DataLakeException">The lake or a manifest cannot be read.</exception>
    public async IAsyncEnumerable<LakeTable> ListAsync(DateOnly? day, string? language, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var published = await PublishedTables.ReadAsync(store, model, day, cancellationToken).ConfigureAwait(false);
        foreach (var files in published.TrustedFiles.GroupBy(file => file.Table, StringComparer.Ordinal).OrderBy(table => table.Key, StringComparer.Ordinal))
        {
            var keys = files.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
            var manifests = published.Trusted.Where(manifest => manifest.Tables.Any(table => keys.Contains(table.Key))).ToList();
            yield return Describe(published.ContractOf(files.Key), [.. files], manifests[^1], files.Select(file => file.RawKey ?? file.RawFolder!), language) with
            {
                Layer = TableLayer.Trusted,
                RejectedRows = files.Sum(file => file.RejectedRows),
                OutsideContract = files.SelectMany(file => file.Outside).Select(field => field.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray(),
            };
        }

        foreach (var file in (published.Refined?.Tables ?? []).OrderBy(file => file.Table, StringComparer.Ordinal))
        {
            yield return Describe(published.ContractOf(file.Table), [file], published.Refined!, InputsOf(file.Table, published.Refined!), language);
        }
    }

    /// <summary>The days of which a lake has Trusted or Refined tables, each layer's by itself, oldest first.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops the listing.</param>
    public static IAsyncEnumerable<DateOnly> DaysAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        var manifests = new ManifestStore(store);
        return manifests.DaysAsync(TableLayer.Trusted, until: null, cancellationToken).Concat(manifests.DaysAsync(TableLayer.Refined, until: null, cancellationToken));
    }

    /// <summary>The columns of a contract as users see them.</summary>
    /// <param name="contract">The contract.</param>
    /// <param name="language">The language of meanings.</param>
    public static IEnumerable<LakeTableColumn> ColumnsOf(TableContract contract, string? language)
    {
        ArgumentNullException.ThrowIfNull(contract);
        return contract.Columns.Select(column => new LakeTableColumn(column.Name, column.Type.ToString(), column.Meaning?.In(language) ?? string.Empty, string.Join(", ", column.Source)));
    }

    // The Trusted files behind a Refined table: those of the tables that its SQL names, or that the SQL of those names.
    private static IEnumerable<string> InputsOf(string table, TableManifest refined)
    {
        var files = refined.Tables.ToDictionary(file => file.Table, StringComparer.Ordinal);
        var behind = new List<string> { table };
        for (var index = 0; index < behind.Count; index++)
        {
            behind.AddRange((files.GetValueOrDefault(behind[index])?.Reads ?? []).Except(behind, StringComparer.Ordinal));
        }

        // Where an earlier version of this program does not say what a table reads, it may be any file.
        return refined.Inputs
            .Where(input => input.Table is null || behind.Contains(input.Table) || behind.Exists(name => files.TryGetValue(name, out var file) && file.Reads is null))
            .Select(input => input.Key);
    }

    private LakeTable Describe(TableContract contract, IReadOnlyList<ManifestTable> files, TableManifest manifest, IEnumerable<string> inputs, string? language)
    {
        var tests = manifest.Tests.Where(test => test.Table == contract.Table).ToList();

        // Arrays, and not what the compiler makes of [..]: PowerShell cannot index that.
        return new LakeTable
        {
            Lake = store.Lake.ToString(),
            Layer = manifest.Layer,
            Table = contract.Table,
            Date = manifest.Day,
            Grain = contract.Grain?.In(language) ?? string.Empty,
            Rows = files.Sum(file => file.Rows),
            Size = files.Sum(file => file.Size),
            Keys = files.Select(file => file.Key).ToArray(),
            Built = manifest.Built,
            Age = clock.GetUtcNow() - manifest.Built,
            Engine = manifest.Engine,
            Inputs = inputs.ToArray(),
            TestsPassed = tests.Count(test => test.Findings == 0),
            TestsFailed = tests.Count(test => test.Findings > 0),
            Columns = ColumnsOf(contract, language).ToArray(),
        };
    }
}
