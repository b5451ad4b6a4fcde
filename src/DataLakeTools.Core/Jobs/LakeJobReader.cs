using System.Globalization;
using System.Text.Json;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Steps;
using DataLakeTools.Core.Paths;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb;

namespace DataLakeTools.Core.Jobs;

/// <summary>
/// Reads job documents, strictly: a document that is not understood whole is refused whole, with the JSON path of the
/// first thing that is wrong and what was expected there.
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
        ["FetchChanges"] = new FetchChangesStepReader(),
    };

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
                $"The job document '{path}' is not valid JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, or is nested deeper than 64 levels there.",
                "Mend the JSON there; an editor that knows JSON shows the place.",
                path,
                exception);
        }
    }

    private static LakeJob ReadJob(JobElement root)
    {
        root.CheckObject("$schema", "lake", "date", "profileName", "region", "endpointUrl", "connectionTimeoutSeconds", "timeoutSeconds", "retries", "tmdb", "steps");
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
            Patience = ReadPatience(root),
            Tmdb = root.Optional("tmdb") is { } tmdb ? ReadTmdb(tmdb) : new TmdbClientOptions(),
            TmdbEndpoint = root.Optional("tmdb")?.Optional("endpoint")?.Address(),
            Steps = steps,
        };
    }

    private static LakeJobStep ReadStep(JobElement step, int index)
    {
        var type = step.Type([.. Steps.Keys]);
        var name = step.Optional("name")?.Text() ?? string.Create(CultureInfo.InvariantCulture, $"step {index + 1}");
        return Steps[type].Read(step, name);
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
        tmdb.CheckObject("endpoint", "language", "region", "requestsPerSecond", "throttleLimit", "cachePath");
        var usual = new TmdbClientOptions();
        return usual with
        {
            Language = tmdb.Optional("language")?.Text(),
            Region = tmdb.Optional("region")?.Text(),
            RequestsPerSecond = tmdb.Optional("requestsPerSecond")?.Whole(1, 1000) ?? usual.RequestsPerSecond,
            ThrottleLimit = tmdb.Optional("throttleLimit")?.Whole(1, 1000) ?? usual.ThrottleLimit,
            CachePath = tmdb.Optional("cachePath")?.Text(),
        };
    }
}
