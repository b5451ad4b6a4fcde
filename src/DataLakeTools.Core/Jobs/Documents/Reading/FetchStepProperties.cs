using System.Text.Json.Nodes;
using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The properties that every step has that fetches records: what comes with each, what stays in the lake, and how they are batched.</summary>
internal static class FetchStepProperties
{
    /// <summary>The parts that TMDB appends to the details of each record.</summary>
    public static readonly JobProperty<IReadOnlyList<string>> Append = new("append", JobValues.NamesWith(ReadAppend), "Up to 20 parts that come with the details in the same request.")
    {
        Default = [],
        Examples = [new JsonArray("keywords", "credits", "external_ids")],
    };

    private static readonly JobProperty<bool> Replace = new(
        "replace", JobValues.Flag, "Makes the day's folder hold exactly this run: what else stands in it is removed at the end, if all went well. No other step of the job may write there.")
    {
        Default = false,
    };

    private static readonly JobProperty<bool> Optional = new("optional", JobValues.Flag, "Without a TMDB token the step is skipped and the job goes well; else it fails.")
    {
        Default = false,
    };

    /// <summary>The properties of a type of step that fetches.</summary>
    /// <param name="type">The type.</param>
    /// <param name="description">What such a step does.</param>
    /// <param name="own">The properties that belong to this type.</param>
    /// <param name="rules">The rules between them.</param>
    public static JobObjectType Of(string type, string description, IReadOnlyList<JobProperty> own, params IReadOnlyList<JobRule> rules) =>
        StepProperties.DeclareRawStep(type, description, [.. own, .. BatchProperties.All, Replace, Optional], rules);

    /// <summary>The step with what its element says of these properties.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : FetchStep => BatchProperties.Read(element, step) with
        {
            PropertiesHash = StepHash.Of(element),
            Replace = element.Read(Replace),
            IsOptional = element.Read(Optional),
        };

    private static IReadOnlyList<string> ReadAppend(JobElement append)
    {
        var names = append.NameOrIdElements().Select(name => name.Checked(name.NameOrId(), text => TmdbAppend.Check([text]))).ToList();
        append.Check(() => TmdbAppend.Check(names));
        return names;
    }
}
