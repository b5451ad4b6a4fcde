using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>The properties that every step has: its name, where its objects go and how they are stored.</summary>
internal static class StepProperties
{
    /// <summary>The name of a step.</summary>
    public static readonly JobProperty<string> Name = new("name", JobValues.Name, "What the output calls the step; unique in the job, and the same on every machine.");

    private static readonly JobProperty<string> Layer = new("layer", JobValues.TextThat(text => KeySegment.Check(text, "layer")), "The first level of the key; Raw when left out.");

    private static readonly JobProperty<string> Origin = new(
        "origin", JobValues.TextThat(text => KeySegment.Check(text, "origin")), "The second level of the key: where the data comes from. Local for files and TMDB for what is fetched when left out.");

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

    /// <summary>The properties of a type of step.</summary>
    /// <param name="type">The type.</param>
    /// <param name="description">What such a step does.</param>
    /// <param name="own">The properties that belong to this type.</param>
    /// <param name="rules">The rules between them.</param>
    public static JobObject Of(string type, string description, IReadOnlyList<JobProperty> own, params IReadOnlyList<JobRule> rules) =>
        new(type, [TypeOf(type), Name, .. own, Layer, Origin, Specification, StorageClass, KmsKeyId, Tags]) { Description = description, Rules = rules };

    /// <summary>The step with what its element says of these properties.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : LakeJobStep => step with
        {
            Layer = element.Read(Layer),
            Origin = element.Read(Origin),
            Specification = element.Read(Specification),
            StorageClass = element.Read(StorageClass),
            KmsKeyId = element.Read(KmsKeyId),
            Tags = element.Read(Tags)!,
        };

    private static JobProperty<string> TypeOf(string type) =>
        new("type", new JobValue<string>(_ => type, definition: null, () => new() { ["const"] = type }), "What the step does.") { IsRequired = true };

    private static void CheckSpecification(string text)
    {
        foreach (var level in LakeKey.SplitSpecification(text))
        {
            KeySegment.Check(level, "specification");
        }
    }
}
