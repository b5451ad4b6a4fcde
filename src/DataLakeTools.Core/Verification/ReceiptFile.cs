using System.Runtime.CompilerServices;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Verification;

/// <summary>
/// Receipts that were saved as JSON: the output of <c>ConvertTo-Json</c> (one or an array), or a JSON Lines log that may
/// have other lines, too.
/// </summary>
/// <param name="path">The full path of the file.</param>
public sealed class ReceiptFile(string path)
{
    /// <summary>Reads the expectations of the receipts. Receipts with status WhatIf have none.</summary>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The expectations, each with the lake of its receipt if that says one.</returns>
    /// <exception cref="DataLakeException">The file cannot be read, is no JSON, or has no receipt at all.</exception>
    public async IAsyncEnumerable<(string? Lake, LakeExpectation Expected)> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isEmpty = true;
        var stream = SourceFile.OpenStream(path);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var record in new RawJsonReader(stream, path).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                using var document = JsonDocument.Parse(record, new JsonDocumentOptions { MaxDepth = RawRecord.MaxDepth });
                if (document.RootElement.ValueKind != JsonValueKind.Object || TextOf(document.RootElement, "key") is not { Length: > 0 } key)
                {
                    continue;
                }

                isEmpty = false;
                if (!IsWhatIf(document.RootElement))
                {
                    yield return (TextOf(document.RootElement, "lake"), new LakeExpectation(key)
                    {
                        Size = SizeOf(document.RootElement),
                        Checksum = LakeExpectation.ReadChecksum(ChecksumOf(document.RootElement)),
                    });
                }
            }
        }

        if (isEmpty)
        {
            throw new DataLakeException(
                DataLakeError.InvalidOption, $"'{path}' has no receipt.", "Name a file of receipts: what ConvertTo-Json makes of them, or the JSON log of a run.", path);
        }
    }

    // ConvertTo-Json writes a status as its number unless it is asked for words with -EnumsAsStrings.
    private static bool IsWhatIf(JsonElement receipt) => Find(receipt, "status") switch
    {
        { ValueKind: JsonValueKind.String } word => Text(word) == nameof(ReceiptStatus.WhatIf),
        { ValueKind: JsonValueKind.Number } number => number.TryGetInt32(out var value) && value == (int)ReceiptStatus.WhatIf,
        _ => false,
    };

    private static long? SizeOf(JsonElement receipt) =>
        (Find(receipt, "size") ?? Find(receipt, "bytes")) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt64(out var size) ? size : null;

    private static string? ChecksumOf(JsonElement receipt) => Find(receipt, "checksum") switch
    {
        { ValueKind: JsonValueKind.Object } checksum => $"{TextOf(checksum, "algorithm")}:{TextOf(checksum, "value")}",
        { ValueKind: JsonValueKind.String } text => Text(text),
        _ => null,
    };

    private static string? TextOf(JsonElement receipt, string name) =>
        Find(receipt, name) is { ValueKind: JsonValueKind.String } value ? Text(value) : null;

    // An escaped lone surrogate is valid JSON but not valid text.
    private static string? Text(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static JsonElement? Find(JsonElement receipt, string name)
    {
        foreach (var property in receipt.EnumerateObject())
        {
            if (property.NameEquals(name) || (property.NameEquals(char.ToUpperInvariant(name[0]) + name[1..])))
            {
                return property.Value;
            }
        }

        return null;
    }
}
