namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The properties that every step has that works on tables: the model, and what the engine may use.</summary>
internal static class TableStepProperties
{
    private const long LargestMemory = 1L << 50;
    private const int MaxThreads = 256;

    private static readonly JobProperty<string> Model = new(
        "model", JobValues.Text, "A folder with contracts, SQL and seeds of your own, over those that ship; a relative path starts at the folder of this document.")
    {
        Examples = ["my-model"],
    };

    private static readonly JobProperty<string> WorkPath = new(
        "workPath", JobValues.Text, "The folder for working files; a relative path starts at the current folder. The temporary folder when left out.");

    private static readonly JobProperty<long> MemoryLimit = new(
        "memoryLimit", JobValues.Whole(1, LargestMemory), "How many bytes of memory the engine's data takes at most; a share of the machine's when left out.")
    {
        Examples = [2_000_000_000],
    };

    /// <summary>The engine's threads, only of steps whose result does not depend on how many there are.</summary>
    public static readonly JobProperty<int> ThrottleLimit = new(
        "throttleLimit", JobValues.Whole(1, MaxThreads), "How many threads the engine uses; as many as there are processors when left out.");

    /// <summary>The properties of every such step.</summary>
    public static readonly IReadOnlyList<JobProperty> All = [Model, WorkPath, MemoryLimit];

    /// <summary>The step with what its element says of these properties.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : TableStep => step with
        {
            Model = element.Read(Model),
            WorkPath = element.Read(WorkPath),
            MemoryLimit = element.ReadOrNull(MemoryLimit),
        };
}
