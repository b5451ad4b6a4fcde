using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>Reads the CSV file of a seed: its columns are those of its contract, in their order, and an empty field is a missing value.</summary>
internal static class SeedCsv
{
    private const char Delimiter = ',';

    /// <summary>The rows.</summary>
    /// <param name="file">The CSV file.</param>
    /// <param name="contract">The contract beside it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>.</exception>
    public static IReadOnlyList<IReadOnlyList<string?>> Read(ModelFile file, TableContract contract)
    {
        try
        {
            using var reader = new CsvRowReader(new MemoryStream(Encoding.UTF8.GetBytes(file.Text)), new CsvReadOptions { Delimiter = Delimiter, Name = file.Path });
            if (!reader.Columns.SequenceEqual(contract.Columns.Select(column => column.Name), StringComparer.Ordinal))
            {
                throw TableModel.Invalid(
                    file, $"its header is '{string.Join(Delimiter, reader.Columns)}', and its contract has the columns '{string.Join(Delimiter, contract.Columns.Select(column => column.Name))}'");
            }

            var rows = new List<string?[]>();
            while (reader.Read())
            {
                rows.Add([.. contract.Columns.Select((column, index) => ValueOf(reader, index, column, file))]);
            }

            return rows;
        }
        catch (DataLakeException exception) when (exception.Error == DataLakeError.CsvUnreadable)
        {
            throw TableModel.Invalid(file, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static string? ValueOf(CsvRowReader reader, int index, ColumnContract column, ModelFile file)
    {
        var text = reader.GetString(index) is { Length: > 0 } given ? given : null;
        return text is null ? column.Required ? throw Invalid("has no value") : null
            : IsOf(column.Type, reader.GetRaw(index)) ? text
            : throw Invalid($"is '{text}', and its type is {column.Type}");

        DataLakeException Invalid(string what) => TableModel.Invalid(file, $"on line {reader.Line}, '{column.Name}' {what}");
    }

    private static bool IsOf(ColumnType type, ReadOnlySpan<byte> text) => type.Kind switch
    {
        ColumnKind.Varchar => true,
        ColumnKind.Boolean => StrictText.TryReadBoolean(text, out _),
        ColumnKind.Smallint => StrictText.TryReadWhole(text, out var whole) && whole is >= short.MinValue and <= short.MaxValue,
        ColumnKind.Integer => StrictText.TryReadWhole(text, out var whole) && whole is >= int.MinValue and <= int.MaxValue,
        ColumnKind.Bigint => StrictText.TryReadWhole(text, out _),
        ColumnKind.Decimal => StrictText.TryReadDecimal(text, type, out _),
        ColumnKind.Double => StrictText.TryReadDouble(text, out _),
        ColumnKind.Date => StrictText.TryReadDay(text, out _),

        // Lists and named fields have no text of one form.
        _ => false,
    };
}
