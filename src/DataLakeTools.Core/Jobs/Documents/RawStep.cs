using System.Security.Cryptography;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A step that writes the bytes of a source, and says which keys they get.</summary>
public abstract record RawStep : LakeJobStep
{
    private protected RawStep()
    {
    }

    /// <summary>The layer of the key; <c>Raw</c> when null.</summary>
    public string? Layer { get; init; }

    /// <summary>The origin of the key; that of the step's type when null.</summary>
    public string? Origin { get; init; }

    /// <summary>The specification of the key.</summary>
    public string? Specification { get; init; }

    /// <summary>The origin of steps of this type that name none.</summary>
    private protected virtual string OwnOrigin => LakeConvention.LocalOrigin;

    /// <summary>What the keys of batches that the step writes are made of.</summary>
    /// <param name="date">The processing date.</param>
    internal RawJsonOptions KeyOptionsFor(DateOnly date) => new()
    {
        Layer = Layer ?? LakeConvention.RawLayer,
        Origin = Origin ?? OwnOrigin,
        Specification = Specification,
        Date = date,
    };

    /// <summary>The key of some batch, for checks: those of all batches have the same length and the same characters.</summary>
    /// <param name="date">The processing date.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    internal string AnyBatchKey(DateOnly date) => KeyOptionsFor(date).KeyFor(BatchName.FromHash(new byte[SHA256.HashSizeInBytes])).Value;
}
