namespace DataLakeTools.Core.Storage.S3;

/// <summary>Verifies what is read by one or more comparisons with the checksum or ETag of the object; one match is enough.</summary>
/// <param name="comparisons">The comparisons.</param>
/// <param name="mismatchIsError">The value of <see cref="MismatchIsError"/>.</param>
internal sealed class S3ReadVerifier(IReadOnlyList<IContentComparison> comparisons, bool mismatchIsError)
{
    /// <summary>
    /// Whether the bytes are wrong if no comparison matches. False if the ETag or the part size is only guessed, so that a
    /// mismatch proves nothing.
    /// </summary>
    public bool MismatchIsError { get; } = mismatchIsError;

    /// <summary>Whether there is anything to compare.</summary>
    public bool HasComparisons => comparisons.Count > 0;

    public async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        foreach (var comparison in comparisons)
        {
            await comparison.AppendAsync(bytes, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Ends the comparisons.</summary>
    /// <returns>Whether one of them matches.</returns>
    public async ValueTask<bool> IsVerifiedAsync(CancellationToken cancellationToken)
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
