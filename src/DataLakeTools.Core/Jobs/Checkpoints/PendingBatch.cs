using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Jobs.Checkpoints;

/// <summary>A file that is about to be written: what identifies it in the lake, and its titles.</summary>
/// <param name="Sha256">The SHA-256 of its bytes; its name comes from it.</param>
/// <param name="Length">How many bytes it has.</param>
/// <param name="Titles">The titles in it.</param>
internal sealed record PendingBatch(byte[] Sha256, long Length, TitleIds Titles)
{
    /// <summary>The names that it may have: the first that is not taken by other content.</summary>
    public IEnumerable<string> Names => Enumerable.Range(0, BatchName.MaxAttempts).Select(attempt => BatchName.FromHash(Sha256, attempt));
}
