using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Raw.Csv;

/// <summary>How CSV files are sent.</summary>
public sealed record RawCsvOptions
{
    /// <summary>The layer, the first level of the key.</summary>
    public string Layer { get; init; } = LakeConvention.RawLayer;

    /// <summary>The origin, the second level of the key: where the data comes from.</summary>
    public string Origin { get; init; } = LakeConvention.LocalOrigin;

    /// <summary>The specification, levels with <c>/</c> between them; from the file's name when null, none when empty.</summary>
    public string? Specification { get; init; }

    /// <summary>The processing date.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The delimiter; found from the first rows when null.</summary>
    public char? Delimiter { get; init; }

    /// <summary>Whether the file is sent as it is, without a check.</summary>
    public bool SkipCheck { get; init; }

    /// <summary>Whether an object with other content is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Whether earlier uploads of the same key that never ended are removed rather than carried on.</summary>
    public bool NoResume { get; init; }

    /// <summary>The key that a file gets.</summary>
    /// <param name="path">The path of the file; only its name counts.</param>
    /// <exception cref="Errors.DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public LakeKey KeyFor(string path)
    {
        var name = Path.GetFileName(path);

        // Checked before the specification is derived from it, so that the error has the name that was given.
        KeySegment.CheckNew(name, "file name");
        var specification = Specification is null
            ? [LakeConvention.SpecificationOf(name)]
            : LakeKey.SplitSpecification(Specification);
        return LakeKey.Create(Layer, Origin, LakeConvention.CsvFormat, specification, Date, name);
    }
}
