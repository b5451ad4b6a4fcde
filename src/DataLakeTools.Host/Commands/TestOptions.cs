using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Verification;

namespace DataLakeTools.Host.Commands;

/// <summary>The options of <c>datalake test</c>.</summary>
internal sealed record TestOptions
{
    /// <summary>The lake; that of the receipts or of the environment when null.</summary>
    public string? Lake { get; init; }

    /// <summary>A file of receipts; the lake is tested against its own rules when null.</summary>
    public string? Receipts { get; init; }

    /// <summary>A .env file to read first.</summary>
    public string? EnvironmentFile { get; init; }

    /// <summary>Whether every step is logged.</summary>
    public bool Verbose { get; init; }

    /// <summary>How objects are tested.</summary>
    public required LakeVerifierOptions Verifier { get; init; }

    /// <summary>Which objects are tested where there are no receipts.</summary>
    public required LakeObjectQuery Query { get; init; }
}
