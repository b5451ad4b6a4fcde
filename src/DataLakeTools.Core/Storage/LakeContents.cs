using System.Globalization;
using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Storage;

/// <summary>
/// The contents of a lake, read level by level: a few requests find the specifications and dates, however many objects
/// there are.
/// </summary>
/// <param name="store">The lake.</param>
public sealed class LakeContents(ILakeStore store)
{
    private const int MaxSpecificationLevels = 8;

    /// <summary>The layers.</summary>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<string> LayersAsync(CancellationToken cancellationToken) => FoldersAsync(string.Empty, cancellationToken);

    /// <summary>The origins of a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public IAsyncEnumerable<string> OriginsAsync(string layer, CancellationToken cancellationToken) => FoldersAsync(layer + "/", cancellationToken);

    /// <summary>The formats of an origin, or of all.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="origin">The origin; all when null.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<string> FormatsAsync(string layer, string? origin, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var one in GivenOr(origin, OriginsAsync(layer, cancellationToken)).ConfigureAwait(false))
        {
            await foreach (var format in FoldersAsync($"{layer}/{one}/", cancellationToken).ConfigureAwait(false))
            {
                if (seen.Add(format))
                {
                    yield return format;
                }
            }
        }
    }

    /// <summary>The specifications, their levels with <c>/</c> between them; those without one are left out.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="origin">The origin; all when null.</param>
    /// <param name="format">The format; all when null.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<string> SpecificationsAsync(
        string layer, string? origin, string? format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (_, specification) in DatedFoldersAsync(layer, origin, format, cancellationToken).ConfigureAwait(false))
        {
            if (specification.Length > 0 && seen.Add(specification))
            {
                yield return specification;
            }
        }
    }

    /// <summary>The processing dates; one may come several times.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="origin">The origin; all when null.</param>
    /// <param name="format">The format; all when null.</param>
    /// <param name="specification">The specification; all when null, none when empty.</param>
    /// <param name="begun">The prefix of the dates, for example <c>2022-05</c>.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public async IAsyncEnumerable<DateOnly> DatesAsync(
        string layer, string? origin, string? format, string? specification, string begun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var (folder, found) in DatedFoldersAsync(layer, origin, format, cancellationToken).ConfigureAwait(false))
        {
            if (specification is not null && found != specification)
            {
                continue;
            }

            await foreach (var date in DatesUnderAsync(folder, string.Empty, begun, cancellationToken).ConfigureAwait(false))
            {
                yield return date;
            }
        }
    }

    /// <summary>
    /// What the keys of a day begin with, in the order of the keys. The folders of other days are not read; a specification with
    /// three levels that look like a date (<c>2021/12/31</c>) is taken for one of them, and not read.
    /// </summary>
    /// <param name="layer">The layer.</param>
    /// <param name="origin">The origin; all when null.</param>
    /// <param name="format">The format; all when null.</param>
    /// <param name="day">The day.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    internal async IAsyncEnumerable<string> PrefixesOfDayAsync(
        string layer, string? origin, string? format, DateOnly day, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var suffix = day.ToString("'/'yyyy'/'MM'/'dd'/'", CultureInfo.InvariantCulture);
        await foreach (var one in GivenOr(origin, OriginsAsync(layer, cancellationToken)).ConfigureAwait(false))
        {
            await foreach (var kind in GivenOr(format, FoldersAsync($"{layer}/{one}/", cancellationToken)).ConfigureAwait(false))
            {
                await foreach (var found in PrefixesOfDayAsync($"{layer}/{one}/{kind}/", 0, suffix, cancellationToken).ConfigureAwait(false))
                {
                    yield return found;
                }
            }
        }
    }

    // Of the last levels of the folder, so many are the year and the month of a date.
    private async IAsyncEnumerable<string> PrefixesOfDayAsync(
        string folder, int levelsOfDate, string suffix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in FoldersAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            var deeper = $"{folder}{name}/";
            if (levelsOfDate == 2 && IsNumber(name, 2))
            {
                if (deeper.EndsWith(suffix, StringComparison.Ordinal))
                {
                    yield return deeper;
                }

                continue;
            }

            var levels = IsNumber(name, 4) ? 1 : levelsOfDate == 1 && IsNumber(name, 2) ? 2 : 0;
            await foreach (var found in PrefixesOfDayAsync(deeper, levels, suffix, cancellationToken).ConfigureAwait(false))
            {
                yield return found;
            }
        }
    }

    // Year, month and day are three levels; only folders that can match the prefix are listed.
    private async IAsyncEnumerable<DateOnly> DatesUnderAsync(
        string folder, string date, string begun, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var name in FoldersAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            var longer = date.Length == 0 ? name : $"{date}-{name}";
            if (!IsNumber(name, date.Length == 0 ? 4 : 2) || !OneStartsWithTheOther(longer, begun))
            {
                continue;
            }

            if (DateOnly.TryParseExact(longer, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var whole))
            {
                yield return whole;
            }
            else if (longer.Length < "yyyy-MM-dd".Length)
            {
                await foreach (var found in DatesUnderAsync($"{folder}{name}/", longer, begun, cancellationToken).ConfigureAwait(false))
                {
                    yield return found;
                }
            }
        }
    }

    private async IAsyncEnumerable<(string Folder, string Specification)> DatedFoldersAsync(
        string layer, string? origin, string? format, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var one in GivenOr(origin, OriginsAsync(layer, cancellationToken)).ConfigureAwait(false))
        {
            await foreach (var kind in GivenOr(format, FoldersAsync($"{layer}/{one}/", cancellationToken)).ConfigureAwait(false))
            {
                await foreach (var found in DatedFoldersAsync($"{layer}/{one}/{kind}/", string.Empty, 0, cancellationToken).ConfigureAwait(false))
                {
                    yield return found;
                }
            }
        }
    }

    // A folder that contains a year ends a specification; other folders are further levels.
    private async IAsyncEnumerable<(string Folder, string Specification)> DatedFoldersAsync(
        string folder, string specification, int depth, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var isDated = false;
        await foreach (var name in FoldersAsync(folder, cancellationToken).ConfigureAwait(false))
        {
            if (IsNumber(name, 4))
            {
                if (!isDated)
                {
                    isDated = true;
                    yield return (folder, specification);
                }
            }
            else if (depth < MaxSpecificationLevels)
            {
                var deeper = DatedFoldersAsync(
                    $"{folder}{name}/", specification.Length == 0 ? name : $"{specification}/{name}", depth + 1, cancellationToken);
                await foreach (var found in deeper.ConfigureAwait(false))
                {
                    yield return found;
                }
            }
        }
    }

    private async IAsyncEnumerable<string> FoldersAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var key in store.ListLevelAsync(prefix, cancellationToken).ConfigureAwait(false))
        {
            if (key.EndsWith('/'))
            {
                yield return key[prefix.Length..^1];
            }
        }
    }

    private static async IAsyncEnumerable<string> GivenOr(string? given, IAsyncEnumerable<string> all)
    {
        if (given is not null)
        {
            yield return given;
            yield break;
        }

        await foreach (var one in all.ConfigureAwait(false))
        {
            yield return one;
        }
    }

    private static bool IsNumber(string name, int length) => name.Length == length && name.All(char.IsAsciiDigit);

    private static bool OneStartsWithTheOther(string text, string begun)
    {
        var length = Math.Min(text.Length, begun.Length);
        return text.AsSpan(0, length).SequenceEqual(begun.AsSpan(0, length));
    }
}
