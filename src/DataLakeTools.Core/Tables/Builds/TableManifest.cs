using System.Text.Json.Serialization;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// What one build has published for one layer and day. Writing it is the commit: readers take the tables that it names and no
/// others.
/// </summary>
internal sealed record TableManifest
{
    /// <summary>The format that this program writes.</summary>
    public const int CurrentFormat = 1;

    /// <summary>The format of the manifest.</summary>
    public required int Format { get; init; }

    /// <summary>The layer.</summary>
    public required TableLayer Layer { get; init; }

    /// <summary>The day: of the raw data in Trusted, as of which the tables are in Refined.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>When it was published.</summary>
    public required DateTimeOffset Built { get; init; }

    /// <summary>When it was written again as it was, by a build that failed; null if it was not.</summary>
    public DateTimeOffset? Renewed { get; init; }

    /// <summary>The version of this program.</summary>
    public required string Program { get; init; }

    /// <summary>The engine and its version.</summary>
    public required string Engine { get; init; }

    /// <summary>What the tables were made of.</summary>
    public required IReadOnlyList<ManifestInput> Inputs { get; init; }

    /// <summary>The tables.</summary>
    public required IReadOnlyList<ManifestTable> Tables { get; init; }

    /// <summary>The data tests and what they found.</summary>
    public required IReadOnlyList<ManifestTest> Tests { get; init; }

    /// <summary>
    /// The object that it was read from, as it was found before the reading; null for one that is about to be published. A build
    /// writes on condition that this object still stands, so that it never takes the place of what it has not seen.
    /// </summary>
    [JsonIgnore]
    public StoredObject? Object { get; init; }
}
