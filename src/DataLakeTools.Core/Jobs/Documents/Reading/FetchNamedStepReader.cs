using DataLakeTools.Core.Tmdb.Titles;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step that fetches people or keywords by name, id or a search.</summary>
/// <param name="kind">What it fetches.</param>
/// <param name="names">The property with the names and ids.</param>
/// <param name="takesParts">Whether parts can come with the details.</param>
internal sealed class FetchNamedStepReader(TmdbKind kind, string names, bool takesParts) : IStepReader
{
    private readonly string[] _properties = [.. FetchStepProperties.Properties, names, "search", "first", .. takesParts ? (string[])["append"] : []];

    /// <summary>What is wanted by name, id or a search.</summary>
    public static NamedRecords ReadRecords(JobElement step, TmdbKind kind, string names)
    {
        var records = new NamedRecords(kind)
        {
            Names = step.Optional(names)?.NamesOrIds() ?? [],
            Searches = step.Optional("search")?.NamesOrIds() ?? [],
            First = step.Optional("first")?.Whole(1, int.MaxValue) ?? TmdbTitleOptions.DefaultFirst,
            Append = FetchStepProperties.ReadAppend(step),
        };
        if (step.Optional("first") is { } first && records.Searches.Count == 0)
        {
            first.Invalid("there is no search whose first finds could be meant", "it only beside 'search'");
        }

        return records;
    }

    public LakeJobStep? Read(JobElement step, string name)
    {
        if (!step.CheckObject(_properties))
        {
            return null;
        }

        if (step.Optional(names) is null && step.Optional("search") is null)
        {
            step.Invalid($"neither '{names}' nor 'search' is there", "names, ids or what to search");
        }

        return FetchStepProperties.Read(step, new FetchNamedStep { Name = name, Records = ReadRecords(step, kind, names) });
    }
}
