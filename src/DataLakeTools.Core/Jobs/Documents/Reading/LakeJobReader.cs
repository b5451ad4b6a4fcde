using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Settings;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>
/// Reads job documents, strictly: a document that is not understood whole is refused whole, with the JSON path of what is
/// wrong and what was expected there. <c>module/schema/job.schema.json</c> says the same for editors.
/// </summary>
public static class LakeJobReader
{
    private const int LargestDocument = 10 * 1024 * 1024;

    private static readonly Dictionary<string, IStepReader> Steps = new(StringComparer.Ordinal)
    {
        ["SendCsv"] = new SendCsvStepReader(),
        ["FetchMovies"] = new FetchTitlesStepReader(TmdbMedia.Movie),
        ["FetchSeries"] = new FetchTitlesStepReader(TmdbMedia.Series),
        ["FetchCollections"] = new FetchCollectionsStepReader(),
        ["FetchPeople"] = new FetchNamedStepReader(TmdbKind.Person, "person", takesParts: true),
        ["FetchKeywords"] = new FetchNamedStepReader(TmdbKind.Keyword, "keyword", takesParts: false),
        ["FetchGenres"] = new FetchGenresStepReader(),
        ["FetchChanges"] = new FetchChangesStepReader(),
        ["FetchPath"] = new FetchPathStepReader(),
    };

    /// <summary>Reads a job document from a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or is not valid.</exception>
    public static LakeJob Read(string path) => Parse(ReadBytes(path), path);

    /// <summary>Reads a job document.</summary>
    /// <param name="utf8Json">The document; comments and trailing commas are allowed.</param>
    /// <param name="path">What errors call the document.</param>
    /// <param name="variables">Gives the value of a variable <c>${NAME}</c>, or null; the environment's when null.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidJob"/>, with all places where something is wrong.</exception>
    public static LakeJob Parse(ReadOnlyMemory<byte> utf8Json, string path, Func<string, string?>? variables = null) =>
        ReadWhole(utf8Json, path, variables, out var job) is { Count: > 0 } findings ? throw LakeJobFinding.Refusal(findings) : job;

    /// <summary>Says everything that is wrong with a job document.</summary>
    /// <param name="utf8Json">The document.</param>
    /// <param name="path">What findings call the document.</param>
    /// <param name="variables">Gives the value of a variable <c>${NAME}</c>, or null; the environment's when null.</param>
    /// <returns>One finding for each thing; none for a document that <see cref="Parse"/> takes.</returns>
    public static IReadOnlyList<LakeJobFinding> Check(ReadOnlyMemory<byte> utf8Json, string path, Func<string, string?>? variables = null)
    {
        try
        {
            return ReadWhole(utf8Json, path, variables, out _);
        }
        catch (DataLakeException exception)
        {
            return [new LakeJobFinding(path, "$", exception.Message, Expected: null, exception.Recommendation)];
        }
    }

    /// <summary>The bytes of a job document.</summary>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or is too large.</exception>
    internal static byte[] ReadBytes(string path)
    {
        try
        {
            return SmallFile.Read(path, LargestDocument) ?? throw new DataLakeException(
                DataLakeError.InvalidJob,
                $"The job document '{path}' has more than {LargestDocument} bytes.",
                "Name a job document. Ids by the thousands belong into a CSV file and 'idsFrom'.",
                path);
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

    /// <summary>Reads a document as far as it can be read. The job is whole only if nothing was found.</summary>
    internal static IReadOnlyList<LakeJobFinding> ReadWhole(
        ReadOnlyMemory<byte> utf8Json, string path, Func<string, string?>? variables, out LakeJob job)
    {
        using var json = ParseJson(utf8Json, path);
        var document = new JobDocument(path, variables ?? Environment.GetEnvironmentVariable);
        job = ReadJob(new JobElement(json.RootElement, "$", document));
        return document.Findings;
    }

    /// <summary>The JSON of a document.</summary>
    internal static JsonDocument ParseJson(ReadOnlyMemory<byte> utf8Json, string path)
    {
        var json = utf8Json.Span.StartsWith("\uFEFF"u8) ? utf8Json[3..] : utf8Json;
        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        }
        catch (JsonException exception)
        {
            throw new DataLakeException(
                DataLakeError.InvalidJob,
                $"The job document '{path}' is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, or is nested deeper than 64 levels there.",
                "Mend the JSON there; an editor that knows JSON shows the place.",
                path,
                exception);
        }
    }

    private static LakeJob ReadJob(JobElement root)
    {
        if (!root.CheckObject("$schema", "name", "lake", "date", "noResume", "profileName", "region", "endpointUrl", "connectionTimeoutSeconds", "timeoutSeconds", "retries", "tmdb", "steps"))
        {
            return new LakeJob { Steps = [] };
        }

        _ = root.Optional("$schema")?.TextOrEmpty();
        return new LakeJob
        {
            Name = root.Optional("name") is { } name ? name.Accepted(name.Name(), text => KeySegment.Check(text, "name")) : null,
            NoResume = root.Optional("noResume")?.Flag() ?? false,
            Lake = root.Optional("lake") is { } lake ? lake.Accepted(lake.Text(), text => LakeAddress.Parse(text)) : null,
            Date = root.Optional("date")?.Date(),
            ProfileName = root.Optional("profileName")?.Text(),
            Region = root.Optional("region")?.Text(),
            EndpointUrl = root.Optional("endpointUrl")?.Address(),
            Patience = ReadPatience(root),
            Tmdb = root.Optional("tmdb") is { } tmdb ? ReadTmdb(tmdb) : new TmdbClientOptions(),
            TmdbEndpoint = root.Optional("tmdb")?.Optional("endpoint")?.Address(),
            Steps = root.Required("steps") is { } steps ? ReadSteps(steps) : [],
        };
    }

    private static List<LakeJobStep> ReadSteps(JobElement steps)
    {
        var all = steps.Items("is empty", "at least one step").Select(ReadStep).OfType<LakeJobStep>().ToList();
        foreach (var name in all.GroupBy(step => step.Name).Where(group => group.Skip(1).Any()).Select(group => group.Key))
        {
            steps.Invalid($"has two steps named '{KeySegment.Shown(name)}'", "a name of its own for every step");
        }

        CheckReplacing(steps, [.. all.OfType<FetchStep>()]);
        return all;
    }

    // In the end the folder would hold what one of them brought, though the receipts of both say that it is there.
    private static void CheckReplacing(JobElement steps, IReadOnlyList<FetchStep> fetching)
    {
        foreach (var folder in fetching.GroupBy(step => step.Levels, StringComparer.Ordinal))
        {
            if (folder.FirstOrDefault(step => step.Replace) is { } replacing && folder.FirstOrDefault(step => step != replacing) is { } other)
            {
                steps.Invalid(
                    $"the step '{KeySegment.Shown(replacing.Name)}' replaces what is in {KeySegment.Shown(folder.Key)}, and the step '{KeySegment.Shown(other.Name)}' writes there, too",
                    "a specification of its own for a step that replaces");
            }
        }
    }

    private static LakeJobStep? ReadStep(JobElement step, int index)
    {
        var type = step.Type([.. Steps.Keys]);
        var name = step.Optional("name")?.Name() ?? string.Create(CultureInfo.InvariantCulture, $"step {index + 1}");
        return type is null || Steps[type].Read(step, name) is not { } read ? null : read with { Identity = step.Identity() };
    }

    private static RequestPatience ReadPatience(JobElement root) => new()
    {
        ConnectTimeout = Timeout(root.Optional("connectionTimeoutSeconds")),
        StallTimeout = Timeout(root.Optional("timeoutSeconds")),
        MaxRetries = root.Optional("retries")?.Whole(0, LakeStoreOptions.MostRetries),
    };

    private static TimeSpan? Timeout(JobElement? element) =>
        element is { } given ? TimeSpan.FromSeconds(given.Whole(1, LakeStoreOptions.LongestTimeoutSeconds)) : null;

    private static TmdbClientOptions ReadTmdb(JobElement tmdb)
    {
        var usual = new TmdbClientOptions();
        return !tmdb.CheckObject("endpoint", "language", "region", "requestsPerSecond", "throttleLimit", "timeoutSeconds", "retries", "cachePath") ? usual : usual with
        {
            Language = tmdb.Optional("language")?.Text(),
            Region = tmdb.Optional("region")?.Text(),
            RequestsPerSecond = tmdb.Optional("requestsPerSecond")?.Whole(1, 1000) ?? usual.RequestsPerSecond,
            ThrottleLimit = tmdb.Optional("throttleLimit")?.Whole(1, 1000) ?? usual.ThrottleLimit,
            RequestTimeout = Timeout(tmdb.Optional("timeoutSeconds")) ?? usual.RequestTimeout,
            RetryCount = tmdb.Optional("retries")?.Whole(0, LakeStoreOptions.MostRetries) ?? usual.RetryCount,
            CachePath = tmdb.Optional("cachePath")?.Text(),
        };
    }
}
