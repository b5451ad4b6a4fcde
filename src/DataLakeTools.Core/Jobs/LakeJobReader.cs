using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Paths;

namespace DataLakeTools.Core.Jobs;

/// <summary>
/// Reads job documents, strictly: a document that is not understood whole is refused whole, with the JSON path of the
/// first thing that is wrong and what was expected there.
/// </summary>
public static class LakeJobReader
{
    private const int LargestDocument = 10 * 1024 * 1024;

    /// <summary>Reads a job document from a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or is not valid.</exception>
    public static LakeJob Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            return file.Exists && file.Length > LargestDocument
                ? throw JobElement.Invalid(path, "$", $"the document has {file.Length} bytes", $"a job of at most {LargestDocument} bytes")
                : Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataLakeException(DataLakeError.InvalidJob, $"There is no job document '{path}'.", "Check the path.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(DataLakeError.InvalidJob, $"The job document '{path}' could not be read: {exception.Message}", "Check the rights of the file.", path, exception);
        }
    }

    /// <summary>Reads a job document.</summary>
    /// <param name="utf8Json">The document; comments and trailing commas are allowed.</param>
    /// <param name="path">What errors call the document.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidJob"/>.</exception>
    public static LakeJob Parse(ReadOnlyMemory<byte> utf8Json, string path)
    {
        var json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return ReadJob(new JobElement(document.RootElement, "$", path));
        }
        catch (JsonException exception)
        {
            throw new DataLakeException(
                DataLakeError.InvalidJob,
                $"The job document '{path}' is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.",
                "Mend the JSON there; an editor that knows JSON shows the place.",
                path,
                exception);
        }
    }

    private static LakeJob ReadJob(JobElement root)
    {
        root.CheckObject("$schema", "lake", "date", "profileName", "region", "endpointUrl", "steps");
        var steps = root.Required("steps").Items().Select(ReadStep).ToList();
        if (steps.Count == 0)
        {
            throw root.Required("steps").Invalid("is empty", "at least one step");
        }

        for (var i = 1; i < steps.Count; i++)
        {
            if (steps.Take(i).Any(earlier => earlier.Name == steps[i].Name))
            {
                throw root.Required("steps").Invalid($"has two steps named '{steps[i].Name}'", "a name of its own for every step");
            }
        }

        return new LakeJob
        {
            Lake = root.Optional("lake") is { } lake ? lake.Accepted(lake.Text(), text => LakeAddress.Parse(text)) : null,
            Date = root.Optional("date")?.Date(),
            ProfileName = root.Optional("profileName")?.Text(),
            Region = root.Optional("region")?.Text(),
            EndpointUrl = root.Optional("endpointUrl")?.Address(),
            Steps = steps,
        };
    }

    private static SendCsvStep ReadStep(JobElement step, int index)
    {
        step.CheckObject(
            "type", "name", "path", "layer", "origin", "specification", "delimiter", "skipCheck", "force", "storageClass", "kmsKeyId", "tags");
        step.Required("type").OneOf("SendCsv");
        return new SendCsvStep
        {
            Name = step.Optional("name")?.Text() ?? string.Create(CultureInfo.InvariantCulture, $"step {index + 1}"),
            Paths = [.. step.Required("path").TextsOrText().Select(path => path.Accepted(path.Text(), SourcePattern.Check))],
            Layer = step.Optional("layer") is { } layer ? layer.Accepted(layer.Text(), text => KeySegment.Check(text, "layer")) : null,
            Origin = step.Optional("origin") is { } origin ? origin.Accepted(origin.Text(), text => KeySegment.Check(text, "origin")) : null,
            Specification = step.Optional("specification") is { } specification
                ? specification.Accepted(specification.TextOrEmpty(), CheckSpecification)
                : null,
            Delimiter = step.Optional("delimiter")?.Character(),
            SkipCheck = step.Optional("skipCheck")?.Flag() ?? false,
            Force = step.Optional("force")?.Flag() ?? false,
            StorageClass = step.Optional("storageClass")?.Text(),
            KmsKeyId = step.Optional("kmsKeyId")?.Text(),
            Tags = step.Optional("tags")?.Texts() ?? new Dictionary<string, string>(),
        };
    }

    private static void CheckSpecification(string text)
    {
        foreach (var level in RawKey.SplitSpecification(text))
        {
            KeySegment.Check(level, "specification");
        }
    }
}
