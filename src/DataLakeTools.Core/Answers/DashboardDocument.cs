using System.Collections;
using System.Globalization;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tables.Reading;

namespace DataLakeTools.Core.Answers;

/// <summary>
/// The JSON document inside the page: answers, and what they were made of. It has no clock and no random part, and no
/// character that could end the element it stands in or begin another.
/// </summary>
internal static class DashboardDocument
{
    private const int CurrentFormat = 1;

    // 2^53 - 1.
    private const double MaxWholeNumber = 9007199254740991;

    // Letters of every language as they are; what is markup, a line separator or a mark of direction is escaped.
    private static readonly JsonWriterOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>Writes the document.</summary>
    /// <param name="output">Where it goes.</param>
    /// <param name="lake">The lake.</param>
    /// <param name="published">The builds that the answers were read from.</param>
    /// <param name="sources">The raw objects that they come from.</param>
    /// <param name="answers">The answers.</param>
    /// <param name="options">How the page is made.</param>
    public static void Write(Stream output, LakeAddress lake, PublishedTables published, IReadOnlyList<ManifestInput> sources, IReadOnlyList<Answer> answers, DashboardOptions options)
    {
        using var json = new Utf8JsonWriter(output, Json);
        json.WriteStartObject();
        json.WriteNumber("format", CurrentFormat);
        json.WriteString("lake", NameOf(lake));
        json.WriteString("day", Text(published.Refined!.Day));
        json.WriteString("version", options.Program);
        json.WriteString("engine", published.Refined.Engine);
        json.WriteString("language", options.Language);
        json.WriteStartArray("questions");
        foreach (var answer in answers)
        {
            WriteAnswer(json, answer);
        }

        json.WriteEndArray();
        WriteOrigin(json, published, sources);
        json.WriteEndObject();
    }

    // The path of a folder says something of the machine, and pages are shown to others.
    private static string NameOf(LakeAddress lake) => lake.Kind == LakeKind.Folder ? Path.GetFileName(Path.TrimEndingDirectorySeparator(lake.BucketOrFolder)) : lake.ToString();

    private static void WriteAnswer(Utf8JsonWriter json, Answer answer)
    {
        var question = answer.Question;
        json.WriteStartObject();
        json.WriteString("name", question.Name);
        WriteText(json, "title", question.Title);
        WriteText(json, "read", question.Read);
        WriteText(json, "cannot", question.Cannot);
        json.WriteString("sql", question.Sql);
        json.WritePropertyName("spec");
        if (question.Chart is { } chart)
        {
            using var specification = JsonDocument.Parse(chart);
            specification.RootElement.WriteTo(json);
        }
        else
        {
            json.WriteNullValue();
        }

        json.WriteStartArray("columns");
        foreach (var column in answer.Columns)
        {
            WriteColumn(json, column, question.Columns.GetValueOrDefault(column.Name));
        }

        json.WriteEndArray();
        json.WriteStartArray("rows");
        foreach (var row in answer.Rows)
        {
            json.WriteStartArray();
            foreach (var value in row)
            {
                WriteValue(json, value);
            }

            json.WriteEndArray();
        }

        json.WriteEndArray();
        json.WritePropertyName("missing");
        if (answer.Missing.Count == 0)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteStartObject();
            json.WriteStartArray("columns");
            foreach (var column in answer.Missing)
            {
                json.WriteStringValue(column);
            }

            json.WriteEndArray();
            json.WriteString("command", question.Needs.Fetch);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteColumn(Utf8JsonWriter json, QueryColumn column, QuestionColumn? words)
    {
        json.WriteStartObject();
        json.WriteString("name", column.Name);
        json.WriteString("type", TypeOf(column.Type));
        WriteText(json, "title", words?.Title ?? new LocalizedText(column.Name));
        json.WriteString("unit", words?.Unit);
        json.WriteString("language", words?.Language);
        json.WriteEndObject();
    }

    // The names of SQL, as far as engines agree on them.
    private static string TypeOf(string type) => type.ToUpperInvariant().Split('(')[0] switch
    {
        "BOOLEAN" => "boolean",
        "DATE" or "TIMESTAMP" => "date",
        "TINYINT" or "SMALLINT" or "INTEGER" or "BIGINT" or "HUGEINT" or "UTINYINT" or "USMALLINT" or "UINTEGER" or "UBIGINT" or "UHUGEINT"
            or "REAL" or "FLOAT" or "DOUBLE" or "DECIMAL" => "number",
        _ => "string",
    };

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null or double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case double number:
                json.WriteNumberValue(number);
                break;
            case float number:
                json.WriteNumberValue(number);
                break;
            case decimal number:
                json.WriteNumberValue(number);
                break;
            case sbyte or byte or short or ushort or int or uint or long or ulong or BigInteger or Int128 or UInt128:
                var digits = ((IFormattable)value).ToString(null, CultureInfo.InvariantCulture);

                // A browser reads numbers as doubles, and those beyond 2^53 as others.
                if (Math.Abs(double.Parse(digits, CultureInfo.InvariantCulture)) > MaxWholeNumber)
                {
                    json.WriteStringValue(digits);
                }
                else
                {
                    json.WriteRawValue(digits, skipInputValidation: true);
                }

                break;
            default:
                json.WriteStringValue(Text(value));
                break;
        }
    }

    private static string Text(object? value) => value switch
    {
        null => string.Empty,
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTime moment => moment.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFF", CultureInfo.InvariantCulture),
        IDictionary<string, object?> fields => string.Join(", ", fields.Select(field => $"{field.Key}: {Text(field.Value)}")),
        byte[] bytes => Convert.ToHexString(bytes),
        IEnumerable list => string.Join(", ", list.Cast<object?>().Select(Text)),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? string.Empty,
    };

    private static void WriteText(Utf8JsonWriter json, string name, LocalizedText? text)
    {
        json.WriteStartObject(name);
        json.WriteString("en", text?.English ?? string.Empty);
        json.WriteString("pt-BR", text?.Portuguese ?? text?.English ?? string.Empty);
        json.WriteEndObject();
    }

    // What every figure can be traced to: raw objects, tables, tests.
    private static void WriteOrigin(Utf8JsonWriter json, PublishedTables published, IReadOnlyList<ManifestInput> sources)
    {
        json.WriteStartArray("sources");
        foreach (var input in sources)
        {
            json.WriteStartObject();
            json.WriteString("key", input.Key);
            json.WriteString("checksum", input.Checksum);
            json.WriteNumber("bytes", input.Size);
            json.WriteNumber("rows", input.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("tables");
        foreach (var table in published.Refined!.Tables.OrderBy(table => table.Table, StringComparer.Ordinal))
        {
            json.WriteStartObject();
            json.WriteString("table", table.Table);
            json.WriteNumber("rows", table.Rows);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        var tests = published.Refined.Tests;
        json.WriteStartObject("tests");
        json.WriteNumber("passed", tests.Count(test => test.Findings == 0));
        json.WriteNumber("failed", tests.Count(test => test.Findings > 0));
        json.WriteStartArray("findings");
        foreach (var test in tests.Where(test => test.Findings > 0))
        {
            json.WriteStartObject();
            json.WriteString("table", test.Table);
            json.WriteString("test", test.Test);
            json.WriteNumber("findings", test.Findings);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
