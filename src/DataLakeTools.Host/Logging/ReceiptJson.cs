using System.Text.Json;

namespace DataLakeTools.Host.Logging;

/// <summary>A receipt as JSON.</summary>
internal static class ReceiptJson
{
    /// <summary>Writes what is known into an object that is open.</summary>
    /// <param name="json">The writer.</param>
    /// <param name="receipt">The receipt.</param>
    public static void WriteProperties(Utf8JsonWriter json, Receipt receipt)
    {
        json.WriteString("key", receipt.Key);
        json.WriteNumber("bytes", receipt.Size);
        json.WriteNumber("bytesSent", receipt.BytesSent);
        if (receipt.Checksum is { } checksum)
        {
            json.WriteString("checksum", checksum.ToString());
        }

        if (receipt.Rows is { } rows)
        {
            json.WriteNumber("rows", rows);
        }

        if (receipt.Records is { } records)
        {
            json.WriteNumber("records", records);
        }

        json.WriteNumber("milliseconds", (long)receipt.Duration.TotalMilliseconds);
    }
}
