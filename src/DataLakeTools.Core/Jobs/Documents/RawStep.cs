using DataLakeTools.Core.Lake;

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
}
