using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>What the manifests of a lake say of its files.</summary>
public static class PublishedFiles
{
    /// <summary>The files of the tables that a query asks for, and their manifests, by their keys.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="query">What is asked for.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.ManifestUnreadable"/>.</exception>
    public static async Task<IReadOnlyDictionary<string, LakeExpectation>> ReadAsync(ILakeStore store, LakeObjectQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var files = new Dictionary<string, LakeExpectation>(StringComparer.Ordinal);
        var manifests = new ManifestStore(store);
        foreach (var layer in Enum.GetValues<TableLayer>().Where(layer => Overlap($"{layer}/", query.KeyPrefix)))
        {
            await foreach (var manifest in manifests.ReadAllAsync(layer, until: null, cancellationToken).ConfigureAwait(false))
            {
                Add(new LakeExpectation(ManifestStore.KeyOf(layer, manifest.Day)));
                foreach (var table in manifest.Tables)
                {
                    Add(new LakeExpectation(table.Key) { Size = table.Size, Checksum = LakeExpectation.ReadChecksum(table.Checksum) });
                    if (table.RejectsKey is { } rejects)
                    {
                        Add(new LakeExpectation(rejects) { Checksum = LakeExpectation.ReadChecksum(table.RejectsChecksum) });
                    }
                }
            }
        }

        return files;

        void Add(LakeExpectation file) => files[file.Key] = file;
    }

    private static bool Overlap(string one, string other) => one.StartsWith(other, StringComparison.Ordinal) || other.StartsWith(one, StringComparison.Ordinal);
}
