using System.Buffers;
using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>Converts pipeline input to the bytes of records. $null, DBNull and blank text are no records.</summary>
/// <param name="keepArrays">Whether an array is one record; else it is the records that are in it.</param>
internal sealed class RawRecordReader(bool keepArrays)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = RawRecord.MaxDepth };

    private readonly ArrayBufferWriter<byte> _buffer = new(4096);
    private readonly HashSet<string> _reported = [];
    private JsonReaderState _unfinished;
    private int _depth;
    private byte[] _rest = [];
    private bool _isUnfinishedArray;

    /// <summary>The records of an object, each to be given to <see cref="Read"/>: none, one, or those of an array.</summary>
    /// <param name="input">An object of the pipeline.</param>
    /// <param name="number">The number of its first record, from 1, for errors.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidRecord"/> for lines of JSON that is spread over several, and for single bytes.</exception>
    public IEnumerable<object> ItemsOf(object? input, long number)
    {
        if (PSObjectJson.IsNothing(input))
        {
            return [];
        }

        var given = input is PSObject shown ? shown.BaseObject : input;
        if (given is not JsonRecord && PSObjectJson.LostMemberOf(given!, input) is { } lost)
        {
            throw new DataLakeException(
                DataLakeError.UnrepresentableRecord,
                $"Record {number} has a member '{lost}' that was added to text or to an array, where JSON has no place for it.",
                "Add it to an object: ConvertFrom-Json makes one of JSON text.",
                $"record {number}");
        }

        switch (given)
        {
            case string text:
                return ItemsOf(text, number);
            case byte:
                return ThrowOnce(
                    DataLakeError.InvalidRecord, number, "a single byte, as Get-Content -AsByteStream gives them one by one",
                    "Read the file as text with Get-Content -Raw; the other bytes are passed over.");
            case char:
                return ThrowOnce(
                    DataLakeError.InvalidRecord, number, "a single character, as text gives them that is taken apart",
                    "Give the text as one string; the other characters are passed over.");
            case byte[] utf8:
                return ItemsOf(TextOf(utf8, number), number);
            case KeyValuePair<string, JsonNode?> or KeyValuePair<string, object?>:
                return ThrowOnce(
                    DataLakeError.UnrepresentableRecord, number, "one entry of an object that PowerShell takes apart in the pipeline, as it does a JsonObject and an ExpandoObject",
                    "Give the object with -InputObject; where its entries are meant, Select-Object Key, Value. The other entries are passed over.");
            case { } plain when !keepArrays && ElementsOf(plain) is { } items:
                return RecordsIn(items, number).Where(item => !IsNothing(item, RawRecord.MaxDepth));
            default:
                return [input!];
        }
    }

    /// <summary>The record of an item. Bytes of objects that had to be converted are good until the next call.</summary>
    /// <param name="item">A result of <see cref="ItemsOf(object?, long)"/>.</param>
    /// <param name="number">The number of the record in the pipeline, from 1, for records without an id.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.UnrepresentableRecord"/>, <see cref="DataLakeError.InvalidRecord"/>.</exception>
    public RawRecord Read(object item, long number)
    {
        try
        {
            return item is PSObject shown ? RecordOf(shown, shown.BaseObject, number) : RecordOf(item, item, number);
        }
        catch (Exception exception) when (exception is not (DataLakeException or PipelineStoppedException or OutOfMemoryException))
        {
            // Whatever code of the object throws is an error of this record only.
            throw new DataLakeException(
                DataLakeError.UnrepresentableRecord,
                $"Record {number} cannot be read: {exception.Message.TrimEnd('.')}.",
                "Choose the properties that are wanted with Select-Object, or turn it into text or numbers first.",
                $"record {number}",
                exception);
        }
    }

    // Null for what is no array.
    private static IEnumerable? ElementsOf(object plain) => plain switch
    {
        JsonArray array => array,
        JsonElement { ValueKind: JsonValueKind.Array } array => array.EnumerateArray(),
        JsonDocument { RootElement: { ValueKind: JsonValueKind.Array } array } => array.EnumerateArray(),
        JsonRecord or JsonNode => null,
        _ => PSObjectJson.IsMap(plain) ? null : LanguagePrimitives.GetEnumerable(plain),
    };

    // Arrays of nothing are nothing. One may hold itself.
    private static bool IsNothing(object? item, int depth) => PSObjectJson.IsNothing(item) || (item is PSObject shown ? shown.BaseObject : item) switch
    {
        string text => string.IsNullOrWhiteSpace(text),
        byte[] => false,
        JsonArray array => RawRecord.IsNothing(JsonSerializer.SerializeToUtf8Bytes(array)),
        IList list => depth > 0 && list.Cast<object?>().All(element => IsNothing(element, depth - 1)),
        _ => false,
    };

    // Whatever code of a collection throws ends it; what it gave before is records.
    private static IEnumerable<object> RecordsIn(IEnumerable items, long number)
    {
        var read = 0L;
        var enumerator = Guarded(items.GetEnumerator, number);
        using var owned = enumerator as IDisposable;
        while (Guarded(enumerator.MoveNext, number + read))
        {
            yield return Guarded(() => enumerator.Current, number + read++)!;
        }
    }

    private static T Guarded<T>(Func<T> read, long number)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is not (DataLakeException or PipelineStoppedException or OutOfMemoryException))
        {
            throw new DataLakeException(
                DataLakeError.UnrepresentableRecord,
                $"The collection gives no record {number}, and none after it: {exception.Message.TrimEnd('.')}.",
                "See to what fills it; the records before are written.",
                $"record {number}",
                exception);
        }
    }

    private RawRecord RecordOf(object item, object plain, long number)
    {
        switch (plain)
        {
            case TmdbObject record when !PSObjectJson.AddedMembersOf(item).Any():
                return RawRecord.From(record.Record);
            case JsonRecord record when !PSObjectJson.AddedMembersOf(item).Any():
                return new RawRecord(record.Bytes, Identifier: IdOf(item), Number: number, IsValidated: true);
            case ReadOnlyMemory<byte> json:
                return new RawRecord(json, Number: number);
            case string text:
                return new RawRecord(Utf8Of(text, number), Number: number);
            default:
                _buffer.ResetWrittenCount();
                using (var writer = new Utf8JsonWriter(_buffer, PSObjectJson.WriterOptions))
                {
                    try
                    {
                        new PSObjectJson(writer).Write(item);
                    }
                    catch (DataLakeException exception)
                    {
                        throw new DataLakeException(
                            exception.Error, $"Record {number}: {exception.Message}", exception.Advice, $"record {number}", exception.InnerException);
                    }
                    finally
                    {
                        // Reset, so that Dispose does not fail on the incomplete JSON.
                        if (writer.CurrentDepth > 0)
                        {
                            writer.Reset();
                        }
                    }
                }

                return new RawRecord(_buffer.WrittenMemory, Identifier: IdOf(item), Number: number);
        }
    }

    // Text is a record or an array of records. Lines that continue a record of several lines are no records of their own and are reported once.
    private List<object> ItemsOf(string text, long number)
    {
        text = text.TrimStart('\uFEFF');

        // JSON's null is what ConvertTo-Json makes of nothing.
        if (string.IsNullOrWhiteSpace(text) || (_depth == 0 && text.AsSpan().Trim() is "null"))
        {
            return [];
        }

        if (_depth == 0 && LinesOf(text) is { } lines)
        {
            return [.. lines.SelectMany((line, index) => ItemsOf(line, number + index))];
        }

        // With its line break, without which a number at the end of the text could be incomplete.
        var json = Utf8Of(text + '\n', number);
        var isContinued = _depth > 0 && !IsRecordOfItsOwn(json);
        var isArray = json.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
        var depth = isContinued ? _depth : 0;

        // The parser reads a comma together with the token after it.
        var unread = isContinued ? (byte[])[.. _rest, .. json] : json;
        var reader = new Utf8JsonReader(unread, isFinalBlock: false, isContinued ? _unfinished : new JsonReaderState(Options));
        List<object> items = [];
        try
        {
            while (reader.Read())
            {
                if (depth == 1 && isArray && !isContinued && reader.TokenType != JsonTokenType.EndArray)
                {
                    var start = (int)reader.TokenStartIndex;
                    if (!reader.TrySkip())
                    {
                        break;
                    }

                    var item = new ReadOnlyMemory<byte>(json, start, (int)reader.BytesConsumed - start);
                    if (!RawRecord.IsNothing(item.Span))
                    {
                        items.Add(item);
                    }
                }
                else
                {
                    depth += reader.TokenType switch
                    {
                        JsonTokenType.StartObject or JsonTokenType.StartArray => 1,
                        JsonTokenType.EndObject or JsonTokenType.EndArray => -1,
                        _ => 0,
                    };
                }
            }
        }
        catch (JsonException)
        {
            // RecordBatcher parses the record again and reports what is wrong with it.
            _depth = 0;
            return [text];
        }

        _depth = depth;
        _unfinished = reader.CurrentState;
        _rest = unread[(int)reader.BytesConsumed..];
        if (isContinued)
        {
            return [];
        }

        if (depth == 0)
        {
            return isArray && !keepArrays ? items : [text];
        }

        _isUnfinishedArray = isArray;
        throw new DataLakeException(
            DataLakeError.InvalidRecord,
            $"Record {number} is not one complete JSON value: its text ends inside of it, as a line does of JSON that is written over several lines.",
            "Give the whole text at once, as Get-Content -Raw reads it; the lines that go on with it are passed over.",
            $"record {number}");
    }

    // The records of JSON Lines that come as one text: more than one value, each on lines of its own. Null for any other text.
    private static List<string>? LinesOf(string text)
    {
        if (!text.AsSpan().Trim().Contains('\n'))
        {
            return null;
        }

        List<string> lines = [];
        try
        {
            var json = PSObjectJson.StrictUtf8.GetBytes(text);
            var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = RawRecord.MaxDepth, AllowMultipleValues = true });
            var end = 0;
            while (reader.Read())
            {
                var start = (int)reader.TokenStartIndex;
                if (lines.Count > 0 && !json.AsSpan(end, start - end).Contains((byte)'\n'))
                {
                    return null;
                }

                reader.Skip();
                end = (int)reader.BytesConsumed;
                lines.Add(Encoding.UTF8.GetString(json, start, end - start));
            }

            return lines.Count > 1 ? lines : null;
        }
        catch (Exception exception) when (exception is JsonException or EncoderFallbackException)
        {
            return null;
        }
    }

    private static string TextOf(byte[] utf8, long number)
    {
        try
        {
            return PSObjectJson.StrictUtf8.GetString(utf8);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DataLakeException(
                DataLakeError.InvalidRecord, $"The bytes of record {number} are not UTF-8.", "Give JSON in UTF-8; bytes within a record become Base64.", $"record {number}", exception);
        }
    }

    // Within an unfinished object, a line that is a whole object is the next record, and the unfinished one is broken.
    private bool IsRecordOfItsOwn(byte[] json)
    {
        if (_isUnfinishedArray || json[0] != (byte)'{')
        {
            return false;
        }

        try
        {
            var reader = new Utf8JsonReader(json, Options);
            while (reader.Read())
            {
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // What PowerShell takes apart comes in many pieces, of which the first says it.
    private object[] ThrowOnce(DataLakeError error, long number, string what, string advice) => _reported.Add(what)
        ? throw new DataLakeException(error, $"Record {number} is {what}.", advice, $"record {number}")
        : [];

    private static byte[] Utf8Of(string text, long number)
    {
        try
        {
            return PSObjectJson.StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new DataLakeException(DataLakeError.InvalidRecord, $"The text of record {number} is not valid Unicode.", "Mend the text at its source.", $"record {number}", exception);
        }
    }

    // The id is only used in errors; one that cannot be read is reported when the record is written.
    private static string? IdOf(object item)
    {
        try
        {
            return item is PSObject shown ? shown.Properties["id"]?.Value?.ToString() : null;
        }
        catch (ExtendedTypeSystemException)
        {
            return null;
        }
    }
}
