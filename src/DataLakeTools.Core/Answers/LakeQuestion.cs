namespace DataLakeTools;

/// <summary>A question of the model, and whether a lake can answer it.</summary>
public sealed record LakeQuestion
{
    /// <summary>The name, by which it is asked.</summary>
    public required string Name { get; init; }

    /// <summary>The question, in the reader's language.</summary>
    public required string Title { get; init; }

    /// <summary>How the answer is read.</summary>
    public required string Read { get; init; }

    /// <summary>What the answer cannot tell.</summary>
    public required string Cannot { get; init; }

    /// <summary>The columns that it needs, as <c>table.column</c>.</summary>
    public required IReadOnlyList<string> Needs { get; init; }

    /// <summary>Those of them that the lake has no value of; null where no lake was looked at.</summary>
    public IReadOnlyList<string>? Missing { get; init; }

    /// <summary>Whether the lake has what it needs; null where no lake was looked at.</summary>
    public bool? HasData => Missing is null ? null : Missing.Count == 0;

    /// <summary>The command that fetches what it needs; null where there is none.</summary>
    public string? Fetch { get; init; }

    /// <summary>The SQL that answers it.</summary>
    public required string Query { get; init; }
}
