using System.Globalization;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The data tests that every Trusted table has. What its build counted answers them, so no table is read.</summary>
internal static class TrustedTests
{
    private const string RowsEqualRawRows = "rows_equal_raw_rows";
    private const string RejectsAreWithinLimit = "rejects_are_within_limit";
    private const string HasNoOtherFields = "has_no_other_fields";

    /// <summary>Each test of each table of a day, with how much it found.</summary>
    /// <param name="tables">The tables.</param>
    /// <param name="inputs">The raw objects that they were made of.</param>
    /// <param name="model">The model.</param>
    public static IReadOnlyList<ManifestTest> Of(IReadOnlyList<ManifestTable> tables, IReadOnlyList<ManifestInput> inputs, TableModel model)
    {
        var found = FindingsOf(tables, inputs, model).CountBy(finding => (finding.Table, finding.Test)).ToDictionary();
        return [.. tables.Select(table => table.Table).Distinct(StringComparer.Ordinal).SelectMany(table => TestsOf(model.Tables.GetValueOrDefault(table)).Select(
            test => new ManifestTest(table, test, found.GetValueOrDefault((table, test)))))];
    }

    /// <summary>What the tests find.</summary>
    /// <param name="tables">Tables, with all that were made of the same raw folders.</param>
    /// <param name="inputs">The raw objects that they were made of.</param>
    /// <param name="model">The model.</param>
    public static IEnumerable<(string Table, string Test, string Key, string Finding)> FindingsOf(IReadOnlyList<ManifestTable> tables, IReadOnlyList<ManifestInput> inputs, TableModel model)
    {
        // A CSV file is one table; the records of all JSON files of a folder are those of its tables together.
        var rawRows = inputs.GroupBy(input => LakeKey.Parse(input.Key).Folder, StringComparer.Ordinal).ToDictionary(folder => folder.Key, folder => folder.Sum(input => input.Rows));
        foreach (var input in inputs)
        {
            rawRows[input.Key] = input.Rows;
        }

        foreach (var made in tables.GroupBy(table => table.RawKey ?? table.RawFolder!, StringComparer.Ordinal))
        {
            var (rows, raw) = (made.Sum(table => table.Rows), rawRows.GetValueOrDefault(made.Key));
            if (rows != raw)
            {
                yield return (
                    made.First().Table, RowsEqualRawRows, made.Key, string.Create(CultureInfo.InvariantCulture, $"the raw data has {Count.Of(raw, "row")}, and what was made of it has {rows:#,0}"));
            }
        }

        foreach (var table in tables)
        {
            var contract = model.Tables.GetValueOrDefault(table.Table);
            if (contract?.AllowsRejects(table.RejectedRows, table.Rows) == false)
            {
                yield return (table.Table, RejectsAreWithinLimit, table.Key, string.Create(
                    CultureInfo.InvariantCulture, $"{table.RejectedRows:#,0} of {Count.Of(table.Rows, "row")} {Count.Has(table.RejectedRows)} a value that breaks the contract, and at most {100 * contract.EffectiveRejectLimit:0.###} % may"));
            }

            foreach (var field in contract?.OtherFields == false ? table.Outside : [])
            {
                yield return (table.Table, HasNoOtherFields, table.RawKey ?? table.RawFolder!, $"the raw data has a field '{field.Name}', and the contract has none");
            }
        }
    }

    private static IEnumerable<string> TestsOf(TableContract? contract) =>
        contract?.OtherFields == false ? [RowsEqualRawRows, RejectsAreWithinLimit, HasNoOtherFields] : [RowsEqualRawRows, RejectsAreWithinLimit];
}
