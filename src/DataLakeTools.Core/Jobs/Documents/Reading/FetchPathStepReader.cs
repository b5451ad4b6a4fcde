using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step of type <c>FetchPath</c>.</summary>
internal sealed class FetchPathStepReader : IStepReader
{
    private static readonly JobProperty<IReadOnlyList<JobElement>> Path = new("path", JobValues.PathElements, "The paths under the endpoint; they may have a query.")
    {
        IsRequired = true,
        Examples = ["movie/550/reviews", "trending/movie/week"],
    };

    private static readonly JobProperty<IReadOnlyDictionary<string, string>> Query = new("query", JobValues.Texts, "Parameters beside those in the paths.");
    private static readonly JobProperty<bool> AllPages = new("allPages", JobValues.Flag, "Reads all pages, up to the 500 that TMDB gives.") { Default = false };

    private static readonly JobProperty<bool> ExpandResults = new(
        "expandResults", JobValues.Flag, "Gives the entries of 'results' one by one, each id once, and not whole pages.")
    {
        Default = false,
    };

    private static readonly JobProperty<int> First = new("first", JobValues.Whole(1, int.MaxValue), "At most so many entries, one by one.");

    public JobObjectType Declaration { get; } = FetchStepProperties.Of(
        "FetchPath", "Fetches any paths of the TMDB API.", [Path, Query, AllPages, ExpandResults, First]);

    public LakeJobStep Read(JobElement step, string name)
    {
        var parameters = step.Read(Query) ?? new Dictionary<string, string>();
        var first = step.ReadOrNull(First);
        var allPages = step.Read(AllPages);
        var isExpanded = step.Read(ExpandResults) || first is not null;
        return FetchStepProperties.Read(step, new FetchPathStep { Name = name, Queries = [.. (step.Read(Path) ?? []).Select(QueryFor)] });

        TmdbPathQuery QueryFor(JobElement path)
        {
            var query = new TmdbPathQuery(path.Text()) { Parameters = parameters, AllPages = allPages, ExpandResults = isExpanded, First = first };
            path.Check(() => query.ToRequest(new TmdbClientOptions()));
            return query;
        }
    }
}
