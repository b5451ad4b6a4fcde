namespace DataLakeTools;

/// <summary>One of the parts that a job was split into: a job document of its own.</summary>
/// <param name="Name">The name of the part: that of the job, <c>-part-</c> and four digits.</param>
/// <param name="Steps">The names of its steps.</param>
/// <param name="Json">The document.</param>
public sealed record LakeJobPart(string Name, IReadOnlyList<string> Steps, string Json);
