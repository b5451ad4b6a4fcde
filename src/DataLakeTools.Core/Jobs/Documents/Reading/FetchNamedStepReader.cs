using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads a step that fetches people or keywords by name, id or a search.</summary>
internal sealed class FetchNamedStepReader : IStepReader
{
    private readonly NamedRecordsReader _records;

    private FetchNamedStepReader(string type, string description, JobProperty<IReadOnlyList<string>> names, NamedRecordsReader records)
    {
        _records = records;
        Declaration = FetchStepProperties.Of(
            type, description, records.Properties, JobRule.AtLeastOne([names.Name, "search"], "names, ids or what to search"), NamedRecordsReader.FirstRule);
    }

    public JobObjectType Declaration { get; }

    /// <summary>Reads a step of type <c>FetchPeople</c>.</summary>
    public static FetchNamedStepReader People()
    {
        var names = new JobProperty<IReadOnlyList<string>>("person", JobValues.Names, "The people, by name or id.") { Default = [], Examples = ["Fernanda Montenegro"] };
        return new("FetchPeople", "Fetches people and writes them in batches.", names, new(TmdbKind.Person, names, hasAppend: true));
    }

    /// <summary>Reads a step of type <c>FetchKeywords</c>.</summary>
    public static FetchNamedStepReader Keywords()
    {
        var names = new JobProperty<IReadOnlyList<string>>("keyword", JobValues.Names, "The keywords, by name or id.") { Default = [] };
        return new("FetchKeywords", "Fetches keywords and writes them in batches.", names, new(TmdbKind.Keyword, names, hasAppend: false));
    }

    public LakeJobStep Read(JobElement step, string name) => FetchStepProperties.Read(step, new FetchNamedStep { Name = name, Records = _records.Read(step) });
}
