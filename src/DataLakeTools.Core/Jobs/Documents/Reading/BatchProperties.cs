using DataLakeTools.Core.Raw.Json;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The properties that every step has that writes records: how they are batched.</summary>
internal static class BatchProperties
{
    private static readonly JobProperty<BatchFormat> Format = new(
        "format", JobValues.OneOf(BatchFormat.JsonArray, BatchFormat.JsonLines), "JsonArray: one array, one record a line. JsonLines: one record a line and nothing else.")
    {
        Default = BatchFormat.JsonArray,
    };

    private static readonly JobProperty<int> MaxRecords = new("maxRecords", JobValues.Whole(1, BatchOptions.RecordLimit), "How many records a file holds at most.") { Default = BatchOptions.RecordLimit };

    private static readonly JobProperty<int> MaxBytes = new("maxBytes", JobValues.Whole(64, int.MaxValue / 2), "How many bytes a file has at most.") { Default = BatchOptions.DefaultMaxBytes };

    /// <summary>The properties.</summary>
    public static readonly IReadOnlyList<JobProperty> All = [Format, MaxRecords, MaxBytes];

    /// <summary>The step with what its element says of its keys, of how its objects are stored, and of these properties.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : BatchStep => StepProperties.Read(element, step) with
        {
            BatchOptions = new() { Format = element.Read(Format), MaxRecords = element.Read(MaxRecords), MaxBytes = element.Read(MaxBytes) },
        };
}
