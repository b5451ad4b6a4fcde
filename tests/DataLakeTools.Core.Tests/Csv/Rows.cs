using System.Text;
using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tests.Csv;

/// <summary>Short ways to read rows.</summary>
internal static class Rows
{
    public static CsvRowReader Open(string text, CsvReadOptions options = default) => Open(Encoding.UTF8.GetBytes(text), options);

    public static CsvRowReader Open(byte[] bytes, CsvReadOptions options = default) => new(new MemoryStream(bytes), options);

    public static string?[][] All(CsvRowReader reader)
    {
        var rows = new List<string?[]>();
        using (reader)
        {
            while (reader.Read())
            {
                rows.Add([.. reader.Columns.Select((_, column) => reader.GetString(column))]);
            }
        }

        return [.. rows];
    }

    public static DataLakeException Fails(byte[] bytes, CsvReadOptions options = default)
    {
        var error = Assert.Throws<DataLakeException>(() => All(Open(bytes, options)));
        Assert.Equal(DataLakeError.CsvUnreadable, error.Error);
        return error;
    }

    public static DataLakeException Fails(string text, CsvReadOptions options = default) => Fails(Encoding.UTF8.GetBytes(text), options);
}
