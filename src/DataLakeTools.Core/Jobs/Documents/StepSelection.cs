using System.IO.Enumeration;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>Chooses steps of a job by their names.</summary>
internal static class StepSelection
{
    /// <summary>The steps that match patterns, in the order of the document; all where no pattern is given.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidOption"/>: a pattern matches no step.</exception>
    public static IReadOnlyList<LakeJobStep> Of(IReadOnlyList<LakeJobStep> steps, IReadOnlyCollection<string> patterns)
    {
        foreach (var pattern in patterns)
        {
            if (!steps.Any(step => Matches(pattern, step)))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidOption,
                    $"The job has no step '{KeySegment.Shown(pattern)}'.",
                    $"Name one or several of its steps, * and ? stand for letters: {string.Join(", ", steps.Select(step => KeySegment.Shown(step.Name)))}.",
                    pattern);
            }
        }

        return patterns.Count == 0 ? steps : [.. steps.Where(step => patterns.Any(pattern => Matches(pattern, step)))];
    }

    // A literal match comes first, so that a step called "what?" can be selected.
    private static bool Matches(string pattern, LakeJobStep step) =>
        string.Equals(pattern, step.Name, StringComparison.OrdinalIgnoreCase)
        || FileSystemName.MatchesSimpleExpression(pattern, step.Name, ignoreCase: true);
}
