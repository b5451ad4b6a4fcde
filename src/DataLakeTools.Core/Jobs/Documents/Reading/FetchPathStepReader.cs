using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchPath</c>.</summary>
internal sealed class FetchPathStepReader : IStepReader
{
    private static readonly string[] Properties = [.. FetchStepProperties.Properties, "path", "query", "allPages", "expandResults", "first"];

    public LakeJobStep? Read(JobElement step, string name)
    {
        if (!step.CheckObject(Properties))
        {
            return null;
        }

        var query = step.Optional("query")?.Texts() ?? new Dictionary<string, string>();
        var first = step.Optional("first")?.Whole(1, int.MaxValue);
        var allPages = step.Optional("allPages")?.Flag() ?? false;
        var isExpanded = (step.Optional("expandResults")?.Flag() ?? false) || first is not null;
        return FetchStepProperties.Read(step, new FetchPathStep
        {
            Name = name,
            Queries = [.. (step.Required("path")?.TextsOrText() ?? []).Select(QueryFor)],
        });

        TmdbPathQuery QueryFor(JobElement path)
        {
            var made = new TmdbPathQuery(path.Text()) { Parameters = query, AllPages = allPages, ExpandResults = isExpanded, First = first };
            path.Check(() => made.ToRequest(new TmdbClientOptions()));
            return made;
        }
    }
}
