using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>
/// Splits a job into parts that together do exactly what the job does, nothing twice. Steps that are not split go into the
/// first part. Steps that make or test tables need what all others write, so they go into a last part of their own.
/// </summary>
public static class LakeJobSplitter
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Splits a job document.</summary>
    /// <param name="path">The full path of the document.</param>
    /// <param name="options">How it is split.</param>
    /// <param name="today">Today: a range with an open end is split as if it ended a year later.</param>
    /// <returns>The parts, in order. Fewer than asked for where there are fewer days or ids.</returns>
    /// <exception cref="Errors.DataLakeException">The document is not valid, or it cannot be split this way.</exception>
    public static IReadOnlyList<LakeJobPart> Split(string path, LakeJobSplitOptions options, DateOnly today)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        var json = LakeJobReader.ReadBytes(path);
        var job = LakeJobReader.Parse(json, path);
        var toSplit = StepsToSplit(job, options);

        using var document = LakeJobReader.ParseJson(json, path);
        var root = JsonObject.Create(document.RootElement.Clone())!;
        var texts = root["steps"]!.AsArray();
        var parts = new List<List<JsonObject>>();
        var ofTables = new List<JsonObject>();
        for (var i = 0; i < job.Steps.Count; i++)
        {
            var text = texts[i]!.AsObject();
            text["name"] = job.Steps[i].Name;
            if (job.Steps[i] is TableStep)
            {
                ofTables.Add(text);
                continue;
            }

            var pieces = !toSplit.Contains(job.Steps[i]) ? [[text]]
                : options.By == LakeJobSplitBy.Id ? StepSplitter.ById(text, (FetchTitlesStep)job.Steps[i], options.Parts!.Value)
                : StepSplitter.ByReleaseDate(text, (FetchTitlesStep)job.Steps[i], options, today);
            for (var part = 0; part < pieces.Count; part++)
            {
                if (part == parts.Count)
                {
                    parts.Add([]);
                }

                parts[part].AddRange(pieces[part]);
            }
        }

        parts.Add(ofTables);
        parts.RemoveAll(steps => steps.Count == 0);
        root.Remove("steps");
        return parts.Count > LakeJobSplitOptions.MaxParts
            ? throw options.Refusal($"This makes {parts.Count} parts; a job has at most {LakeJobSplitOptions.MaxParts}.", "Take a longer window.")
            : [.. parts.Select((steps, index) => PartOf(root, steps, index, options))];
    }

    private static HashSet<LakeJobStep> StepsToSplit(LakeJob job, LakeJobSplitOptions options)
    {
        var wanted = job.SelectSteps(options.Steps).Steps;
        var reasons = wanted.Select(step => (Step: step, Reason: StepSplitter.ReasonAgainst(step, options.By))).ToList();
        var against = reasons.Where(pair => pair.Reason is not null).ToList();
        var isNamed = options.Steps.Count > 0;
        if ((isNamed && against.Count > 0) || against.Count == reasons.Count)
        {
            throw options.Refusal(
                isNamed ? "Not every one of these steps can be cut." : "No step of this job can be cut.",
                string.Join(" ", against.Select(pair => $"'{KeySegment.Shown(pair.Step.Name)}': {pair.Reason}.")));
        }

        return new(reasons.Where(pair => pair.Reason is null).Select(pair => pair.Step), ReferenceEqualityComparer.Instance);
    }

    private static LakeJobPart PartOf(JsonObject root, List<JsonObject> steps, int index, LakeJobSplitOptions options)
    {
        var name = options.NameOfPart(index + 1);
        var part = root.DeepClone().AsObject();

        // Reports and checkpoints are kept under the name, so every part needs one of its own.
        part["name"] = name;
        part["steps"] = new JsonArray([.. steps.Select(step => step.DeepClone())]);
        RelativePaths.Rebase(part, options.SourceFolder, options.TargetFolder ?? options.SourceFolder);
        var json = part.ToJsonString(Readable) + "\n";
        var read = LakeJobReader.Parse(Encoding.UTF8.GetBytes(json), name);
        return new LakeJobPart(name, [.. read.Steps.Select(step => step.Name)], json);
    }
}
