using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Host;

/// <summary>Job documents that are kept in a lake: where no file can be put beside the program, as in Lambda and on Fargate.</summary>
internal static class StoredJob
{
    private const int LargestDocument = 10 * 1024 * 1024;

    /// <summary>Reads one; null if there is none.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="key">Its key there.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataLakeException">It is not valid, or the lake cannot be read.</exception>
    public static async Task<LakeJob?> ReadAsync(ILakeStore store, string key, CancellationToken cancellationToken)
    {
        if (await store.FindAsync(key, cancellationToken) is not { } found)
        {
            return null;
        }

        var address = store.Lake.AddressOf(key);
        if (found.Size > LargestDocument)
        {
            throw new DataLakeException(
                DataLakeError.InvalidJob, $"'{address}' has {found.Size} bytes; no job document is that large.", $"Put a job of at most {LargestDocument} bytes there.", address);
        }

        var content = new byte[found.Size];
        await using var stream = await store.OpenReadAsync(key, cancellationToken);
        await stream.ReadExactlyAsync(content, cancellationToken);
        return LakeJobReader.Parse(content, address);
    }
}
