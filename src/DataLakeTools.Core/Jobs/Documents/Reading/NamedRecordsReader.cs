using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads which records are wanted by name, id or a search.</summary>
/// <param name="kind">What they are.</param>
/// <param name="names">The property with the names and ids.</param>
/// <param name="hasAppend">Whether TMDB can send more with the details of a record.</param>
internal sealed class NamedRecordsReader(TmdbKind kind, JobProperty<IReadOnlyList<string>> names, bool hasAppend)
{
    private static readonly JobProperty<IReadOnlyList<string>> Search = new(
        "search", JobValues.Names, "Names or parts of names to search; what is found comes without details.")
    {
        Default = [],
    };

    private static readonly JobProperty<int> First = new(
        "first", JobValues.Whole(1, int.MaxValue), "At most so many finds of every search.")
    {
        Default = TmdbTitleOptions.DefaultFirst,
    };

    /// <summary>The properties.</summary>
    public IReadOnlyList<JobProperty> Properties { get; } = [names, Search, First, .. hasAppend ? (JobProperty[])[FetchStepProperties.Append] : []];

    /// <summary>The rule for the number of finds.</summary>
    public static JobRule FirstRule { get; } = JobRule.OnlyWith("first", "search", "there is no search whose first finds could be meant");

    /// <summary>The requested records.</summary>
    public NamedRecords Read(JobElement step) => new(kind)
    {
        Names = step.Read(names)!,
        Searches = step.Read(Search)!,
        First = step.Read(First),
        Append = hasAppend ? step.Read(FetchStepProperties.Append)! : [],
    };
}
