using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Tmdb.Lookup;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads the properties that every step has that fetches records: how they are batched.</summary>
internal static class FetchStepProperties
{
    /// <summary>The names of these properties and of those of every step.</summary>
    public static readonly string[] Properties = ["type", "name", .. StepProperties.Keys, "format", "maxRecords", "maxBytes", "replace", .. StepProperties.Storage];

    /// <summary>The parts that come with the details.</summary>
    public static IReadOnlyList<string> ReadAppend(JobElement element)
    {
        if (element.Optional("append") is not { } append)
        {
            return [];
        }

        var parts = append.NameOrIdPlaces().Select(part => part.Accepted(part.NameOrId(), text => TmdbAppend.Check([text]))).ToList();
        append.Check(() => TmdbAppend.Check(parts));
        return parts;
    }

    /// <summary>The step with these properties.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : FetchStep
    {
        var usual = new BatchOptions();
        return StepProperties.Read(element, step) with
        {
            Batches = usual with
            {
                Format = element.Optional("format") is { } format
                    ? Enum.Parse<BatchFormat>(format.OneOf(nameof(BatchFormat.JsonArray), nameof(BatchFormat.JsonLines)))
                    : usual.Format,
                MaxRecords = element.Optional("maxRecords")?.Whole(1, BatchOptions.RecordLimit) ?? usual.MaxRecords,
                MaxBytes = element.Optional("maxBytes")?.Whole(64, int.MaxValue / 2) ?? usual.MaxBytes,
            },
            Replace = element.Optional("replace")?.Flag() ?? false,
        };
    }
}
