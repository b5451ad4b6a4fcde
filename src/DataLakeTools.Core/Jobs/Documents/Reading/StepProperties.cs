using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads the properties that every step has: where its objects go and how they are stored.</summary>
internal static class StepProperties
{
    /// <summary>The names of the properties that say where objects go.</summary>
    public static readonly string[] Keys = ["layer", "origin", "specification"];

    /// <summary>The names of the properties that say how objects are stored.</summary>
    public static readonly string[] Storage = ["storageClass", "kmsKeyId", "tags"];

    /// <summary>The step with these properties.</summary>
    public static TStep Read<TStep>(JobElement element, TStep step)
        where TStep : LakeJobStep => step with
        {
            Layer = Segment(element, "layer"),
            Origin = Segment(element, "origin"),
            Specification = element.Optional("specification") is { } specification
                ? specification.Accepted(specification.TextOrEmpty(), CheckSpecification)
                : null,
            StorageClass = element.Optional("storageClass")?.Text(),
            KmsKeyId = element.Optional("kmsKeyId")?.Text(),
            Tags = element.Optional("tags")?.Texts() ?? new Dictionary<string, string>(),
        };

    private static string? Segment(JobElement element, string name) =>
        element.Optional(name) is { } segment ? segment.Accepted(segment.Text(), text => KeySegment.Check(text, name)) : null;

    private static void CheckSpecification(string text)
    {
        foreach (var level in LakeKey.SplitSpecification(text))
        {
            KeySegment.Check(level, "specification");
        }
    }
}
