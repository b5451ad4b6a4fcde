using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that writes JSON records in batches, wherever they come from.</summary>
public abstract record BatchStep : RawStep
{
    private protected BatchStep()
    {
    }

    /// <summary>The limits and the format of the files.</summary>
    public BatchOptions BatchOptions { get; init; } = new();

    /// <summary>The levels of the key above the date. Steps with the same levels write to the same folder.</summary>
    internal string Levels => string.Join('/', [
        Layer ?? LakeConvention.RawLayer, Origin ?? OwnOrigin, LakeConvention.JsonFormat, .. LakeKey.SplitSpecification(Specification)]);

    /// <summary>Where the files are put.</summary>
    /// <param name="date">The processing date.</param>
    internal RawJsonOptions KeyOptionsFor(DateOnly date) => new()
    {
        Layer = Layer ?? LakeConvention.RawLayer,
        Origin = Origin ?? OwnOrigin,
        Specification = Specification,
        Date = date,
    };
}
