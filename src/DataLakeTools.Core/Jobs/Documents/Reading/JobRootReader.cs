using System.Globalization;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Documents.Reading;

/// <summary>Reads the object that a job document is, with its steps.</summary>
internal static class JobRootReader
{
    /// <summary>The readers of all types of steps.</summary>
    public static readonly IReadOnlyList<IStepReader> StepReaders =
    [
        new SendCsvStepReader(), new SendJsonStepReader(), FetchTitlesStepReader.Movies(), FetchTitlesStepReader.Series(), new FetchCollectionsStepReader(), FetchNamedStepReader.People(),
        FetchNamedStepReader.Keywords(), new FetchGenresStepReader(), new FetchChangesStepReader(), new FetchPathStepReader(),
        new BuildTablesStepReader(), new TestTablesStepReader(), new ExportDashboardStepReader(),
    ];

    private static readonly JobProperty<string> SchemaAddress = new("$schema", JobValues.TextOrEmpty, "Where this schema is, for editors.");

    private static readonly JobProperty<string> Name = new(
        "name",
        JobValues.NameThat(text => KeySegment.Check(text, "name")),
        "What the job is called: its reports and its checkpoint are kept under this name. The name of the document's file when left out.")
    {
        Examples = ["daily-changes"],
    };

    private static readonly JobProperty<string> Lake = new(
        "lake",
        JobValues.TextThat(text => LakeAddress.Parse(text)),
        "The lake: s3://bucket[/prefix], or a folder that starts at the current one. The environment variable DATALAKE_URI when left out.")
    {
        Examples = ["s3://data-lake-do-fulano", "./lake"],
    };

    private static readonly JobProperty<DateOnly> Date = new("date", JobValues.Date, "The processing date of all steps; the day of the run when left out.");

    /// <summary>Whether a run does everything anew.</summary>
    public static readonly JobProperty<bool> NoResume = new(
        "noResume", JobValues.Flag, "Does everything anew, rather than going on where an interrupted run has ended.")
    {
        Default = false,
    };

    private static readonly JobProperty<string> ProfileName = new("profileName", JobValues.Text, "The profile of the shared AWS files.");
    private static readonly JobProperty<string> Region = new("region", JobValues.Text, "The AWS region; that of the bucket when left out.") { Examples = ["sa-east-1"] };
    private static readonly JobProperty<Uri> EndpointUrl = new("endpointUrl", JobValues.Address, "The address of another server that speaks S3 (MinIO, moto).");

    private static readonly JobProperty<int> ConnectionTimeoutSeconds = new(
        "connectionTimeoutSeconds", JobValues.Whole(1, LakeStoreOptions.LongestTimeoutSeconds), "How long a connection to S3 may take to open, in seconds.");

    private static readonly JobProperty<int> TimeoutSeconds = new(
        "timeoutSeconds", JobValues.Whole(1, LakeStoreOptions.LongestTimeoutSeconds), "How long a request to S3 may make no progress, in seconds.");

    private static readonly JobProperty<int> Retries = new("retries", JobValues.Whole(0, LakeStoreOptions.MaxRetriesAllowed), "How often a failed request to S3 is sent again.");

    private static readonly JobProperty<(TmdbClientOptions Options, Uri? Endpoint)> Tmdb = new(
        "tmdb", TmdbOptionsReader.Value, "How TMDB is reached. The token is none of it: it is read from TMDB_TOKEN or TMDB_API_KEY.");

    private static readonly JobProperty<JobNotification?> Notify = new(
        "notify", JobNotificationReader.Value, "Who is told of the end of a run, once: a web address or a program. Nobody when left out.");

    private static readonly JobProperty<IReadOnlyList<LakeJobStep>> Steps = new(
        "steps",
        new(ReadSteps, definition: null, () => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = JobValues.Reference("step") }),
        "What is done, in this order.")
    {
        IsRequired = true,
    };

    /// <summary>The properties of a document.</summary>
    public static readonly JobObjectType Job = new(
        "job", [SchemaAddress, Name, Lake, Date, NoResume, ProfileName, Region, EndpointUrl, ConnectionTimeoutSeconds, TimeoutSeconds, Retries, Tmdb, Notify, Steps]);

    /// <summary>Reads a document as far as it can be read.</summary>
    public static LakeJob Read(JobElement root) => root.ReadObject(Job, ReadProperties, new LakeJob { Steps = [] });

    private static LakeJob ReadProperties(JobElement root)
    {
        _ = root.Read(SchemaAddress);
        var name = root.Read(Name);
        var job = new LakeJob
        {
            Name = name,
            NoResume = root.Read(NoResume),
            Lake = root.Read(Lake),
            Date = root.ReadOrNull(Date),
            ProfileName = root.Read(ProfileName),
            Region = root.Read(Region),
            EndpointUrl = root.Read(EndpointUrl),
            RequestLimits = new RequestLimits
            {
                ConnectTimeout = Seconds(root.ReadOrNull(ConnectionTimeoutSeconds)),
                StallTimeout = Seconds(root.ReadOrNull(TimeoutSeconds)),
                MaxRetries = root.ReadOrNull(Retries),
            },
            Notify = root.Read(Notify),
            Steps = [],
        };
        var tmdb = root.ReadOrNull(Tmdb);
        return job with { Tmdb = tmdb?.Options ?? job.Tmdb, TmdbEndpoint = tmdb?.Endpoint, Steps = root.Read(Steps) ?? [] };
    }

    private static List<LakeJobStep> ReadSteps(JobElement steps)
    {
        var all = steps.Items("is empty", "at least one step").Select(ReadStep).OfType<LakeJobStep>().ToList();
        foreach (var name in all.GroupBy(step => step.Name, StringComparer.OrdinalIgnoreCase).Where(group => group.Skip(1).Any()).Select(group => group.Key))
        {
            steps.AddFinding($"has two steps named '{KeySegment.Shown(name)}'", "a name of its own for every step");
        }

        CheckReplacing(steps, all);
        return all;
    }

    // The step would remove the files of the other, although its receipts claim that they exist; in this run, or in the next one of
    // the same day. Folders whose names differ only in case are one where a file system says so. That S3 tells them apart does not
    // help: a document is read before its lake is known, and may be given another one.
    private static void CheckReplacing(JobElement steps, IReadOnlyList<LakeJobStep> all)
    {
        foreach (var folder in all.OfType<BatchStep>().GroupBy(step => step.Levels, StringComparer.OrdinalIgnoreCase))
        {
            if (folder.FirstOrDefault(step => step is FetchStep { Replace: true }) is { } replacing && folder.FirstOrDefault(step => step != replacing) is { } other)
            {
                var place = other.Levels == replacing.Levels ? "there, too" : $"to {KeySegment.Shown(other.Levels)}, which is the same folder where a file system ignores case";
                steps.AddFinding(
                    $"the step '{KeySegment.Shown(replacing.Name)}' replaces what is in {KeySegment.Shown(replacing.Levels)}, and the step '{KeySegment.Shown(other.Name)}' writes {place}",
                    "a specification of its own for a step that replaces");
            }
        }
    }

    private static LakeJobStep? ReadStep(JobElement step, int index)
    {
        var type = step.Type([.. StepReaders.Select(reader => reader.Declaration.Name)]);
        var name = step.Read(StepProperties.Name) ?? string.Create(CultureInfo.InvariantCulture, $"step {index + 1}");
        var reader = StepReaders.FirstOrDefault(reader => reader.Declaration.Name == type);
        return reader is null ? null : step.ReadObject<LakeJobStep?>(reader.Declaration, element => reader.Read(element, name), fallback: null);
    }

    private static TimeSpan? Seconds(int? seconds) => seconds is { } given ? TimeSpan.FromSeconds(given) : null;
}
