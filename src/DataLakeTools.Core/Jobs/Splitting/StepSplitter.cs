using System.Globalization;
using System.Text.Json.Nodes;
using DataLakeTools.Core.Jobs.Documents;

namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>Splits one step: the steps that take its place in each part of the job.</summary>
internal static class StepSplitter
{
    /// <summary>Why a step cannot be split; null if it can be.</summary>
    public static string? ReasonAgainst(LakeJobStep step, LakeJobSplitBy by) => (step, by) switch
    {
        (FetchStep { Replace: true }, _) => "it has 'replace', so every part would remove what the others wrote",
        (FetchTitlesStep { IsByTraits: false }, LakeJobSplitBy.ReleaseDate) => "its titles are named, not found by their traits",
        (FetchTitlesStep { Options.All: false }, LakeJobSplitBy.ReleaseDate) => "it does not fetch 'all' titles, and the first ones of all are not the first ones of every part",
        (FetchTitlesStep { Options.QueryWithNames.Query.OnlyUndated: true }, LakeJobSplitBy.ReleaseDate) => "its titles have no date",
        (FetchTitlesStep, LakeJobSplitBy.ReleaseDate) => null,
        (FetchTitlesStep { Ids.Count: 0, IdsFrom: null }, LakeJobSplitBy.Id) => "it has no ids",
        (FetchTitlesStep { Options.First: not null }, LakeJobSplitBy.Id) => "it has 'first', and the first ids of all are not the first ones of every part",
        (FetchTitlesStep { IdsFrom.Share.Of: > 1 }, LakeJobSplitBy.Id) => "its ids are a part already",
        (FetchTitlesStep { Titles.Count: 0, People.Count: 0, Collections.Count: 0, Changes: null }, LakeJobSplitBy.Id) => null,
        (FetchTitlesStep, _) => "it fetches more than ids",
        (TableStep, _) => "tables are made of what all parts write",
        _ => "steps of its type have nothing to cut",
    };

    /// <summary>The steps of each part by release date; the last part also has the titles without a date, if the step has them.</summary>
    public static IReadOnlyList<IReadOnlyList<JsonObject>> ByReleaseDate(JsonObject text, FetchTitlesStep step, LakeJobSplitOptions options, DateOnly today)
    {
        var query = step.Options.QueryWithNames.Query;
        var whole = new ReleaseDateRange(query.From, query.To);
        var ranges = options.Window is { } window ? ReleaseDateRanges.Split(whole, window, today) : ReleaseDateRanges.Split(whole, options.Parts!.Value, today);
        if (ranges.Count == 1)
        {
            return [[text.DeepClone().AsObject()]];
        }

        List<IReadOnlyList<JsonObject>> pieces = [.. ranges.Select(range => (IReadOnlyList<JsonObject>)[Within(text, range)])];
        if (whole is { From: null, To: null })
        {
            var undated = text.DeepClone().AsObject();
            undated["name"] = $"{step.Name} undated";
            undated["undated"] = true;
            pieces[^1] = [.. pieces[^1], undated];
        }

        return pieces;
    }

    /// <summary>The steps of each part by id; a part has none where there are fewer ids than parts.</summary>
    public static IReadOnlyList<IReadOnlyList<JsonObject>> ById(JsonObject text, FetchTitlesStep step, int parts)
    {
        var pieces = new List<IReadOnlyList<JsonObject>>(parts);
        JsonNode[] ids = text["id"] switch
        {
            null => [],
            JsonArray array => [.. array.Select(id => id!.DeepClone())],
            var one => [one.DeepClone()],
        };
        for (var i = 0; i < parts; i++)
        {
            var piece = text.DeepClone().AsObject();
            var shareOfIds = ids[(int)((long)ids.Length * i / parts)..(int)((long)ids.Length * (i + 1) / parts)];
            piece.Remove("id");
            if (shareOfIds.Length > 0)
            {
                piece["id"] = new JsonArray(shareOfIds);
            }

            if (step.IdsFrom is not null)
            {
                piece["idsFrom"]!["part"] = new JsonObject { ["number"] = i + 1, ["of"] = parts };
            }

            pieces.Add(shareOfIds.Length == 0 && step.IdsFrom is null ? [] : [piece]);
        }

        return pieces;
    }

    private static JsonObject Within(JsonObject text, ReleaseDateRange range)
    {
        var piece = text.DeepClone().AsObject();
        foreach (var name in (ReadOnlySpan<string>)["year", "releasedAfter", "releasedBefore"])
        {
            piece.Remove(name);
        }

        if (range.From is { } from)
        {
            piece["releasedAfter"] = Written(from.AddDays(-1));
        }

        if (range.To is { } to)
        {
            piece["releasedBefore"] = Written(to.AddDays(1));
        }

        return piece;
    }

    private static string Written(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
