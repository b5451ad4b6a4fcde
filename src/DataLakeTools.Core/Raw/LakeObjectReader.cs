using DataLakeTools.Core.Csv;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Raw;

/// <summary>Opens objects of a lake to read their records.</summary>
/// <param name="store">The lake.</param>
public sealed class LakeObjectReader(ILakeStore store)
{
    /// <summary>
    /// The format that a key says: that of its convention, or of the file's ending where the key follows none or has
    /// another prefix before it.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/> for what is neither JSON nor CSV.</exception>
    public static string FormatOf(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var extension = Path.GetExtension(key).TrimStart('.');
        foreach (var format in (ReadOnlySpan<string?>)[TryParse(key)?.Format, extension])
        {
            foreach (var known in (ReadOnlySpan<string>)[LakeConvention.JsonFormat, LakeConvention.CsvFormat])
            {
                if (known.Equals(format, StringComparison.OrdinalIgnoreCase))
                {
                    return known;
                }
            }
        }

        return extension.Equals("jsonl", StringComparison.OrdinalIgnoreCase) ? LakeConvention.JsonFormat : throw new DataLakeException(
            DataLakeError.InvalidOption, $"'{key}' is neither JSON nor CSV; its records cannot be told apart.", "Name an object of one of these formats.", key);
    }

    /// <summary>The records of a JSON object, as bytes.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public async IAsyncEnumerable<byte[]> ReadJsonAsync(
        string key, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        await using (stream.ConfigureAwait(false))
        {
            await foreach (var record in new RawJsonReader(stream, store.Lake.AddressOf(key)).ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }
        }
    }

    /// <summary>The rows of a CSV object; disposing them closes it.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delimiter">The delimiter; found from the first rows when null.</param>
    /// <param name="cancellationToken">Stops the opening.</param>
    public async Task<CsvRowReader> OpenCsvAsync(string key, char? delimiter, CancellationToken cancellationToken)
    {
        var stream = await store.OpenReadAsync(key, cancellationToken).ConfigureAwait(false);
        try
        {
            return new CsvRowReader(stream, new CsvReadOptions { Delimiter = delimiter, Name = store.Lake.AddressOf(key) });
        }
        catch
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private static LakeKey? TryParse(string key)
    {
        try
        {
            return LakeKey.Parse(key);
        }
        catch (DataLakeException)
        {
            // The key of another program's file; the extension decides.
            return null;
        }
    }
}
