using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The properties that steps share: the name of every step, how objects are stored, and which keys the bytes of a source get.</summary>
internal static class StepProperties
{
    /// <summary>The name of a step.</summary>
    public static readonly JobProperty<string> Name = new("name", JobValues.Name, "What the output calls the step; unique in the job, and the same on every machine.");

    /// <summary>The delimiter of a CSV file.</summary>
    public static readonly JobProperty<char> Delimiter = new("delimiter", JobValues.Delimiter, "The delimiter; found from the first rows when left out.");

    private static readonly JobProperty<string> Layer = new("layer", JobValues.TextThat(text => KeySegment.CheckNew(text, "layer")), "The first level of the key; Raw when left out.");

    private static readonly JobProperty<string> Origin = new(
        "origin", JobValues.TextThat(text => KeySegment.CheckNew(text, "origin")), "The second level of the key: where the data comes from. Local for files and TMDB for what is fetched when left out.");

    private static readonly JobProperty<string> Specification = new("specification", JobValues.TextOrEmptyThat(CheckSpecification), "Levels of the key after the format, with / between them.")
    {
        Examples = ["Movies/Crime-War"],
    };

    private static readonly JobProperty<string> StorageClass = new("storageClass", JobValues.Text, "The S3 storage class of the objects; the bucket's own when left out.") { Examples = ["STANDARD_IA"] };

    private static readonly JobProperty<string> KmsKeyId = new("kmsKeyId", JobValues.Text, "The KMS key that encrypts the objects; the bucket's own encryption when left out.");

    private static readonly JobProperty<IReadOnlyDictionary<string, string>> Tags = new("tags", JobValues.Texts, "Tags of the objects.")
    {
        Default = new Dictionary<string, string>(),
        Examples = [new System.Text.Json.Nodes.JsonObject { ["team"] = "films" }],
    };

    /// <summary>How the objects of a step are stored.</summary>
    public static readonly IReadOnlyList<JobProperty> Storage = [StorageClass, KmsKeyId, Tags];

    /// <summary>A type of step, which has a name.</summary>
    /// <param name="type">The type.</param>
    /// <param name="description">What such a step does.</param>
    /// <param name="properties">Its properties besides the name.</param>
    /// <param name="rules">The rules between them.</param>
    public static JobObjectType Declare(string type, string description, IReadOnlyList<JobProperty> properties, params IReadOnlyList<JobRule> rules) =>
        new(type, [TypeOf(type), Name, .. properties]) { Description = description, Rules = rules };

    /// <summary>A type of step that writes the bytes of a source.</summary>
    /// <param name="type">The type.</param>
    /// <param name="description">What such a step does.</param>
    /// <param name="own">The properties that belong to this type.</param>
    /// <param name="rules">The rules between them.</param>
    public static JobObjectType DeclareRawStep(string type, string description, IReadOnlyList<JobProperty> own, params IReadOnlyList<JobRule> rules) =>
        Declare(type, description, [.. own, Layer, Origin, Specification, .. Storage], rules);

    /// <summary>The step with what its element says of its keys and of how its objects are stored.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : RawStep => ReadStorage(element, step) with
        {
            Layer = element.Read(Layer),
            Origin = element.Read(Origin),
            Specification = element.Read(Specification),
        };

    /// <summary>The step with what its element says of how its objects are stored.</summary>
    public static TStep ReadStorage<TStep>(JobElement element, TStep step)
        where TStep : LakeJobStep => step with
        {
            StorageClass = element.Read(StorageClass),
            KmsKeyId = element.Read(KmsKeyId),
            Tags = element.Read(Tags)!,
        };

    private static JobProperty<string> TypeOf(string type) =>
        new("type", new JobValueType<string>(_ => type, definition: null, () => new() { ["const"] = type }), "What the step does.") { IsRequired = true };

    private static void CheckSpecification(string text)
    {
        foreach (var level in LakeKey.SplitSpecification(text))
        {
            KeySegment.CheckNew(level, "specification");
        }
    }
}
