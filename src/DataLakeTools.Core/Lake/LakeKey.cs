using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools;

/// <summary>
/// The key of an object inside its lake:
/// <c>&lt;layer&gt;/&lt;origin&gt;/&lt;format&gt;[/&lt;specification&gt;...]/&lt;yyyy&gt;/&lt;MM&gt;/&lt;dd&gt;/&lt;file&gt;</c>,
/// for example <c>Raw/Local/CSV/Movies/2022/05/02/movies.csv</c>. The separator is <c>/</c> on every operating system.
/// </summary>
public sealed record LakeKey
{
    /// <summary>The longest key that S3 takes, in UTF-8 bytes (Amazon S3 User Guide, "Naming Amazon S3 objects").</summary>
    public const int MaxUtf8Bytes = 1024;

    private const int SegmentsBeforeSpecification = 3;
    private const int SegmentsAfterSpecification = 4;

    private LakeKey(
        string layer, string origin, string format, IReadOnlyList<string> specification, DateOnly date, string fileName)
    {
        Layer = layer;
        Origin = origin;
        Format = format;
        Specification = specification;
        Date = date;
        FileName = fileName;
        Value = string.Join('/', Segments());
    }

    /// <summary>The layer of the lake, for example <c>Raw</c>.</summary>
    public string Layer { get; }

    /// <summary>Where the data comes from, for example <c>Local</c> or <c>TMDB</c>.</summary>
    public string Origin { get; }

    /// <summary>The format of the file, for example <c>CSV</c> or <c>JSON</c>.</summary>
    public string Format { get; }

    /// <summary>Zero or more levels that describe the data, for example <c>Movies</c>, <c>Crime</c>.</summary>
    public IReadOnlyList<string> Specification { get; }

    /// <summary>The processing date.</summary>
    public DateOnly Date { get; }

    /// <summary>The name of the file, the last segment of the key.</summary>
    public string FileName { get; }

    /// <summary>The key as text.</summary>
    public string Value { get; }

    /// <summary>Everything of the key before the file name, without the last <c>/</c>.</summary>
    public string Folder => Value[..^(FileName.Length + 1)];

    /// <summary>Builds a key and checks every part of it.</summary>
    /// <param name="layer">The layer, one segment.</param>
    /// <param name="origin">The origin, one segment.</param>
    /// <param name="format">The format, one segment.</param>
    /// <param name="specification">The levels of the specification; each one segment; may be empty.</param>
    /// <param name="date">The processing date.</param>
    /// <param name="fileName">The file name, one segment.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public static LakeKey Create(
        string layer, string origin, string format, IEnumerable<string> specification, DateOnly date, string fileName)
    {
        ArgumentNullException.ThrowIfNull(specification);
        return Of(KeySegment.CheckNew, layer, origin, format, [.. specification], date, fileName);
    }

    // Existing keys may have names that CheckNew rejects; Parse therefore uses Check.
    private static LakeKey Of(Action<string?, string> check, string layer, string origin, string format, IReadOnlyList<string> levels, DateOnly date, string fileName)
    {
        check(layer, "layer");
        check(origin, "origin");
        check(format, "format");
        foreach (var level in levels)
        {
            check(level, "specification");
        }

        check(fileName, "file name");
        var key = new LakeKey(layer, origin, format, levels, date, fileName);
        KeySegment.CheckLength(key.Value);
        return key;
    }

    /// <summary>Reads a key back into its parts. It is the exact reverse of <see cref="Create"/>.</summary>
    /// <param name="key">A key without the prefix of its lake.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidKey"/>.</exception>
    public static LakeKey Parse(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var segments = key.Split('/');
        if (segments.Length < SegmentsBeforeSpecification + SegmentsAfterSpecification)
        {
            throw KeySegment.Invalid(
                $"The key '{KeySegment.Shown(key)}' has {segments.Length} segments; a key has at least "
                + $"{SegmentsBeforeSpecification + SegmentsAfterSpecification}.",
                "Write it as <layer>/<origin>/<format>[/<specification>...]/<yyyy>/<MM>/<dd>/<file>.",
                key);
        }

        var dateText = string.Join('/', segments[^SegmentsAfterSpecification..^1]);
        if (!DateOnly.TryParseExact(
            dateText, "yyyy'/'MM'/'dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            throw KeySegment.Invalid(
                $"The key '{KeySegment.Shown(key)}' has '{KeySegment.Shown(dateText)}' where its date belongs.",
                "Write the date before the file name as yyyy/MM/dd with zeros in front, for example 2022/05/02.",
                key);
        }

        return Of(
            KeySegment.Check,
            segments[0],
            segments[1],
            segments[2],
            segments[SegmentsBeforeSpecification..^SegmentsAfterSpecification],
            date,
            segments[^1]);
    }

    /// <summary>Splits a specification as a user writes it (<c>Movies/Crime</c>) into its levels.</summary>
    /// <param name="specification">None, one or several levels with <c>/</c> between them; empty means none.</param>
    public static IReadOnlyList<string> SplitSpecification(string? specification) =>
        string.IsNullOrEmpty(specification) ? [] : specification.Split('/');

    /// <summary>Two keys are equal when their text is.</summary>
    /// <param name="other">The other key.</param>
    public bool Equals(LakeKey? other) => other is not null && Value == other.Value;

    /// <inheritdoc/>
    public override int GetHashCode() => Value.GetHashCode(StringComparison.Ordinal);

    /// <summary>The key as text.</summary>
    public override string ToString() => Value;

    private IEnumerable<string> Segments()
    {
        yield return Layer;
        yield return Origin;
        yield return Format;
        foreach (var level in Specification)
        {
            yield return level;
        }

        yield return Date.ToString("yyyy'/'MM'/'dd", CultureInfo.InvariantCulture);
        yield return FileName;
    }
}
