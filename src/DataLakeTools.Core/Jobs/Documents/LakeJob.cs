using System.IO.Enumeration;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents;

/// <summary>A job document: the lake, and the steps that write to it.</summary>
public sealed record LakeJob
{
    private readonly IReadOnlyList<string>? _allStepNames;

    /// <summary>The name of the job, under which its reports and its checkpoint are kept; the name of the document's file when null.</summary>
    public string? Name { get; init; }

    /// <summary>Whether the checkpoint of an interrupted run is discarded, so that the run starts over.</summary>
    public bool NoResume { get; init; }

    /// <summary>The lake; <c>DATALAKE_URI</c> or that of the run when null.</summary>
    public string? Lake { get; init; }

    /// <summary>The processing date of all steps; the day of the run when null.</summary>
    public DateOnly? Date { get; init; }

    /// <summary>The profile of the shared AWS files.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The AWS region.</summary>
    public string? Region { get; init; }

    /// <summary>The address of another server that speaks S3.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>How long requests to the lake are waited for and how often they are sent again.</summary>
    public RequestLimits RequestLimits { get; init; } = new();

    /// <summary>How TMDB is reached by the steps that fetch from it.</summary>
    public TmdbClientOptions Tmdb { get; init; } = new();

    /// <summary>The address of the TMDB API, in place of the environment's.</summary>
    public Uri? TmdbEndpoint { get; init; }

    /// <summary>Who is told of the end of a run; nobody when null.</summary>
    public JobNotification? Notify { get; init; }

    /// <summary>The steps, done in this order.</summary>
    public required IReadOnlyList<LakeJobStep> Steps { get; init; }

    /// <summary>The names of all steps of the document, including those that are not selected.</summary>
    internal IReadOnlyList<string> AllStepNames
    {
        get => _allStepNames ?? [.. Steps.Select(step => step.Name)];
        init => _allStepNames = value;
    }

    /// <summary>The same job with some of its steps, in the order of the document.</summary>
    /// <param name="patterns">Names of steps, with <c>*</c> and <c>?</c>, upper and lower case the same; none means all steps.</param>
    /// <exception cref="DataLakeException">
    /// <see cref="DataLakeError.InvalidOption"/>: a pattern matches no step. The advice lists the names.
    /// </exception>
    public LakeJob SelectSteps(IReadOnlyCollection<string> patterns)
    {
        ArgumentNullException.ThrowIfNull(patterns);
        foreach (var pattern in patterns)
        {
            if (!Steps.Any(step => Matches(pattern, step)))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidOption,
                    $"The job has no step '{KeySegment.Shown(pattern)}'.",
                    $"Name one or several of its steps, * and ? stand for letters: {string.Join(", ", Steps.Select(step => KeySegment.Shown(step.Name)))}.",
                    pattern);
            }
        }

        var chosen = patterns.Count == 0 ? Steps : [.. Steps.Where(step => patterns.Any(pattern => Matches(pattern, step)))];
        return this with { Steps = chosen, AllStepNames = AllStepNames };
    }

    // A literal match comes first, so that a step called "what?" can be selected.
    private static bool Matches(string pattern, LakeJobStep step) =>
        string.Equals(pattern, step.Name, StringComparison.OrdinalIgnoreCase)
        || FileSystemName.MatchesSimpleExpression(pattern, step.Name, ignoreCase: true);
}
