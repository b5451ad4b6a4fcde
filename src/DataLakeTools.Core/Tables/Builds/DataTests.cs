using System.Globalization;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>The data tests of a table: those that follow from its contract, and those that stand in it.</summary>
internal static class DataTests
{
    /// <summary>The name of the test that no key stands in a table twice.</summary>
    public const string KeyIsUnique = "key_is_unique";

    /// <summary>
    /// The tests; each row that one returns is a finding with the columns <c>key</c> and <c>finding</c>. With a test that each row
    /// passes or not by itself comes the condition of the rows that do not.
    /// </summary>
    public static IEnumerable<(TableTest Test, string? RowCondition)> Of(TableContract contract)
    {
        var table = TableNames.Quoted(contract.Table);
        if (contract.Key.Count > 0)
        {
            yield return (new TableTest(
                KeyIsUnique,
                $"SELECT {KeyOf(contract)} AS key, concat(CAST(count(*) AS varchar), ' rows') AS finding FROM {table} GROUP BY {string.Join(", ", contract.Key.Select(TableNames.Quoted))} HAVING count(*) > 1"), null);
        }

        foreach (var column in contract.Columns)
        {
            var value = TableNames.Quoted(column.Name);
            if (column.Required)
            {
                yield return OfRow(contract, $"{column.Name}_is_there", $"{value} IS NULL", $"'{column.Name} is missing'");
            }

            if (column.Min is not null || column.Max is not null)
            {
                var outside = new[]
                {
                    column.Min is { } min ? string.Create(CultureInfo.InvariantCulture, $"{value} < {min}") : null,
                    column.Max is { } max ? string.Create(CultureInfo.InvariantCulture, $"{value} > {max}") : null,
                }.OfType<string>();
                yield return OfRow(contract, $"{column.Name}_is_in_range", string.Join(" OR ", outside), $"concat('{column.Name} is ', CAST({value} AS varchar))");
            }
        }

        foreach (var reference in contract.References)
        {
            // The values alone are compared first: that reads no other column, and takes half the time of a join of the rows.
            var quoted = reference.Columns.Select(TableNames.Quoted).ToList();
            var columns = string.Join(", ", quoted);
            var given = string.Join(" AND ", quoted.Select(column => $"{column} IS NOT NULL"));
            var same = string.Join(" AND ", quoted.Select(column => $"missing.{column} = t.{column}"));
            yield return (new TableTest(
                $"{string.Join('_', reference.Columns)}_is_in_{reference.Table}",
                $"SELECT {KeyOf(contract, "t.")} AS key, 'not in {reference.Table}' AS finding FROM {table} AS t JOIN (SELECT {columns} FROM {table} WHERE {given} EXCEPT SELECT {columns} FROM {TableNames.Quoted(reference.Table)}) AS missing ON {same}"), null);
        }

        foreach (var test in contract.Tests)
        {
            yield return (test with { Sql = test.Sql.TrimEnd().TrimEnd(';') }, null);
        }
    }

    /// <summary>SQL that returns a row if one of the table meets any of these conditions.</summary>
    public static string AnyRow(TableContract contract, IEnumerable<string> conditions) =>
        $"SELECT 1 AS failed FROM {TableNames.Quoted(contract.Table)} WHERE {string.Join(" OR ", conditions)} LIMIT 1";

    /// <summary>SQL of the key of a row as one text, as findings show it.</summary>
    public static string KeyOf(TableContract contract, string prefix = "")
    {
        var parts = contract.Key.Select(column => $"coalesce(CAST({prefix}{TableNames.Quoted(column)} AS varchar), '')").ToList();
        return parts.Count switch { 0 => "''", 1 => parts[0], _ => $"array_join(ARRAY[{string.Join(", ", parts)}], '|')" };
    }

    private static (TableTest Test, string RowCondition) OfRow(TableContract contract, string name, string condition, string finding) =>
        (new TableTest(name, $"SELECT {KeyOf(contract)} AS key, {finding} AS finding FROM {TableNames.Quoted(contract.Table)} WHERE {condition}"), condition);
}
