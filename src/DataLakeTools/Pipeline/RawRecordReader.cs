using System.Buffers;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Pipeline;

/// <summary>Turns what comes down a pipeline into the bytes of a record.</summary>
internal sealed class RawRecordReader
{
    private readonly ArrayBufferWriter<byte> _buffer = new(4096);

    /// <summary>The record of an object. Bytes of objects that had to be converted are good until the next call.</summary>
    /// <param name="input">A record of TMDB, a JSON string, or any other object.</param>
    /// <param name="number">The number of the object in the pipeline, from 1, for objects without an id.</param>
    public RawRecord Read(PSObject? input, long number)
    {
        switch (input?.BaseObject)
        {
            case TmdbObject record:
                return RawRecord.From(record.Source);
            case JsonRecord record:
                return new RawRecord(record.Bytes, Id: IdOf(input) ?? $"record {number}", IsValidated: true);
            case string text:
                return new RawRecord(Encoding.UTF8.GetBytes(text), Id: $"record {number}");
            default:
                _buffer.ResetWrittenCount();
                using (var writer = new Utf8JsonWriter(_buffer, PSObjectJson.WriterOptions))
                {
                    PSObjectJson.Write(writer, input);
                }

                return new RawRecord(_buffer.WrittenMemory, Id: IdOf(input) ?? $"record {number}");
        }
    }

    private static string? IdOf(PSObject? input) => input?.Properties["id"]?.Value?.ToString();
}
