using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Raw.Json;

/// <summary>Where batches of JSON records are put.</summary>
public sealed record RawJsonOptions
{
    /// <summary>The layer of the key.</summary>
    public string Layer { get; init; } = LakeConvention.RawLayer;

    /// <summary>The origin of the key.</summary>
    public string Origin { get; init; } = LakeConvention.TmdbOrigin;

    /// <summary>The specification, levels with <c>/</c> between them; none when null or empty.</summary>
    public string? Specification { get; init; }

    /// <summary>The processing date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The key that a file gets.</summary>
    /// <param name="fileName">The name of the file.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public LakeKey KeyFor(string fileName) => LakeKey.Create(
        Layer, Origin, LakeConvention.JsonFormat, LakeKey.SplitSpecification(Specification), Date, fileName);
}
