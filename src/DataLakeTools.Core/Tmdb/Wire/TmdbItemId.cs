using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Tmdb.Wire;

/// <summary>The id of something that TMDB has: its number, or for a title also IMDb's <c>tt</c> and digits.</summary>
public readonly record struct TmdbItemId
{
    private readonly string? _imdb;

    /// <summary>TMDB's id.</summary>
    /// <param name="tmdbId">A number above zero.</param>
    public TmdbItemId(int tmdbId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tmdbId);
        TmdbId = tmdbId;
    }

    private TmdbItemId(string imdb) => _imdb = imdb;

    /// <summary>TMDB's number; <see langword="null"/> for an IMDb id.</summary>
    public int? TmdbId { get; }

    /// <summary>Whether it is an IMDb id.</summary>
    public bool IsImdb => _imdb is not null;

    /// <summary>TMDB's id.</summary>
    /// <param name="tmdbId">A number above zero.</param>
    public static implicit operator TmdbItemId(int tmdbId) => new(tmdbId);

    /// <summary>Reads an id.</summary>
    /// <param name="text">Digits, or <c>tt</c> and digits.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>.</exception>
    public static TmdbItemId Parse(string text) => TryParse(text, out var id)
        ? id.Value
        : throw TmdbErrors.InvalidOption(
            $"'{text}' is no id of TMDB or IMDb.", "Give TMDB's number, as 550; for a title also IMDb's id, as tt0137523.", text);

    /// <summary>Reads an id if it is one.</summary>
    /// <param name="text">Digits, or <c>tt</c> and digits.</param>
    /// <param name="id">The id.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out TmdbItemId? id)
    {
        var digits = text.AsSpan().Trim();
        id = null;
        if (digits.StartsWith("tt", StringComparison.OrdinalIgnoreCase))
        {
            digits = digits[2..];
            if (digits.Length is >= 5 and <= 12 && digits.IndexOfAnyExceptInRange('0', '9') < 0)
            {
                id = new TmdbItemId($"tt{digits}");
            }
        }
        else if (int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
        {
            id = new TmdbItemId(number);
        }

        return id is not null;
    }

    /// <summary>The id as it stands in a path.</summary>
    public override string ToString() => _imdb ?? (TmdbId ?? 0).ToString(CultureInfo.InvariantCulture);
}
