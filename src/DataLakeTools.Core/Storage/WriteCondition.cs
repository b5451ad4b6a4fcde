namespace DataLakeTools.Core.Storage;

/// <summary>The condition of a write.</summary>
public readonly record struct WriteCondition
{
    private WriteCondition(bool mustNotExist, string? mustMatch)
    {
        MustNotExist = mustNotExist;
        MustMatch = mustMatch;
    }

    /// <summary>Only if the key does not exist.</summary>
    public static WriteCondition IfAbsent { get; } = new(mustNotExist: true, mustMatch: null);

    /// <summary>Whether the key must not exist.</summary>
    public bool MustNotExist { get; }

    /// <summary>The ETag that the object must still have; null if the condition is another one.</summary>
    public string? MustMatch { get; }

    /// <summary>Only if the object is still the one that was read.</summary>
    /// <param name="seen">The object that was read.</param>
    public static WriteCondition IfUnchanged(StoredObject seen)
    {
        ArgumentNullException.ThrowIfNull(seen);
        return new WriteCondition(mustNotExist: false, seen.ETag);
    }
}
