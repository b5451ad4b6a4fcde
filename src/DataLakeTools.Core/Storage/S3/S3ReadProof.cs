namespace DataLakeTools.Core.Storage.S3;

/// <summary>Comparisons of what is read with what S3 says of the object: one that says "same" proves the bytes.</summary>
/// <param name="comparisons">The comparisons.</param>
/// <param name="isDefinite">Whether the bytes are wrong where none says "same".</param>
internal sealed class S3ReadProof(IReadOnlyList<IContentComparison> comparisons, bool isDefinite)
{
    /// <summary>Whether the bytes are wrong where none says "same".</summary>
    public bool IsDefinite { get; } = isDefinite;

    /// <summary>Whether there is anything to compare.</summary>
    public bool CanBeGiven => comparisons.Count > 0;

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var comparison in comparisons)
        {
            await comparison.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the comparisons.</summary>
    /// <returns>Whether one says "same".</returns>
    public async ValueTask<bool> IsGivenAsync(CancellationToken cancellationToken)
    {
        var isSame = false;
        foreach (var comparison in comparisons)
        {
            isSame |= await comparison.IsSameAsync(cancellationToken).ConfigureAwait(false);
            await comparison.DisposeAsync().ConfigureAwait(false);
        }

        return isSame;
    }
}
