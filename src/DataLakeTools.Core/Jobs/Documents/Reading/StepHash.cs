using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>A hash of what a step says, by which the run after an interrupted one recognises the step.</summary>
internal static class StepHash
{
    /// <summary>The hash of a step with the values of its variables; white space, comments and its name do not count.</summary>
    public static string Of(JobElement step)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            try
            {
                json.WriteStartArray();
                foreach (var property in step.Value.EnumerateObject().Where(property => !property.NameEquals("name")))
                {
                    json.WriteStringValue(property.Name);
                    property.Value.WriteTo(json);
                }

                json.WriteEndArray();
            }
            catch (InvalidOperationException)
            {
                // A finding has been recorded for text that is not valid Unicode, and the document is refused.
                return string.Empty;
            }
        }

        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        text = JobVariables.TryExpand(text, step.Document.Variables, out var expanded, out _, out _) ? expanded : text;
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8).ToLowerInvariant();
    }
}
