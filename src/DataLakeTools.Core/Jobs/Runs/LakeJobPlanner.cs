using System.Globalization;
using DataLakeTools.Core.Answers;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Raw.Json;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage.S3;
using DataLakeTools.Core.Tables.Athena;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tmdb;
using DataLakeTools.Core.Tmdb.Lookup;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>
/// Says what a job would do from its document and from the names and sizes of its files, and from the ids in files of ids, which
/// are read whole and counted. No request is sent, however much the job fetches.
/// </summary>
public sealed class LakeJobPlanner
{
    // What Amazon S3 asks in us-east-1 for 1,000 requests of its Standard class: those that write or list, and those that read.
    private const decimal PriceOfThousandWrites = 0.005m;
    private const decimal PriceOfThousandReads = 0.0004m;

    // A run looks at the bucket and writes its report. One that fetches finds and claims its checkpoint besides, and of other
    // servers than AWS looks at it again before it removes it; that is counted for all.
    private static readonly (int Writes, int Reads) RequestsOfRun = (1, 1);
    private static readonly (int Writes, int Reads) RequestsOfCheckpoint = (1, 2);

    private readonly LakeJob _job;
    private readonly LakeJobRunOptions _options;
    private readonly RunSettings _settings;
    private readonly LakeAddress _lake;
    private readonly DateOnly _date;
    private readonly CancellationToken _stop;

    private LakeJobPlanner(LakeJob job, LakeJobRunOptions options, TimeProvider clock, CancellationToken stop)
    {
        _stop = stop;
        _job = job;
        _options = options;
        _settings = new RunSettings(job, options);
        _lake = _settings.FindLake();
        _date = _settings.Date ?? DateOnly.FromDateTime(clock.GetLocalNow().DateTime);
    }

    /// <summary>The plan of a job, and what it would fail at.</summary>
    /// <param name="job">What to do.</param>
    /// <param name="options">What the call sets beside the document.</param>
    /// <param name="clock">Says which day it is.</param>
    /// <param name="cancellationToken">Stops the reading of files of ids.</param>
    /// <exception cref="DataLakeException">The job cannot start: no lake was named, or its address is not valid.</exception>
    public static (LakeJobPlan Plan, IReadOnlyList<DataLakeException> Failures) Plan(LakeJob job, LakeJobRunOptions options, TimeProvider clock, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(job);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(clock);
        var planner = new LakeJobPlanner(job, options, clock, cancellationToken);
        var failures = new List<DataLakeException>();
        var steps = job.Steps.Select(step => planner.PlanOf(step, failures)).ToArray();
        return (planner.Sum(steps), failures);
    }

    private LakeJobPlan Sum(IReadOnlyList<LakeStepPlan> steps)
    {
        var plan = new LakeJobPlan { Job = _settings.Name, Lake = _lake.ToString(), Date = _date, Steps = steps };
        var (writes, reads) = _settings.WillFetch ? (RequestsOfRun.Writes + RequestsOfCheckpoint.Writes, RequestsOfRun.Reads + RequestsOfCheckpoint.Reads) : RequestsOfRun;
        return _lake.Kind == LakeKind.Folder ? plan : plan with
        {
            LakeRequests = writes + reads + steps.Sum(step => step.LakeRequests ?? 0),
            Cost = CostOf(writes, reads) + steps.Sum(step => step.Cost ?? 0),
        };
    }

    private LakeStepPlan PlanOf(LakeJobStep step, List<DataLakeException> failures)
    {
        var plan = new LakeStepPlan { Step = step.Name, Lake = _lake.ToString() };
        try
        {
            _settings.StoreOptionsOf(step).Check();
            return step switch
            {
                SendCsvStep send => OfSendCsv(plan, send, failures),
                SendJsonStep send => OfSendJson(plan, send, failures),
                FetchStep fetch => OfFetch(plan, fetch, failures),
                BuildTablesStep { Engine: TableEngine.Athena } build => OfAthena(plan, build),
                BuildTablesStep build => OfBuild(plan, build),
                ExportDashboardStep => plan with { Keys = [Dashboard.KeyOf(_date)], Files = 1, Requests = 0, Note = "Made of the tables as they are then." },
                _ => plan with { Files = 0, Requests = 0, Note = "Reads tables and writes nothing." },
            };
        }
        catch (DataLakeException exception)
        {
            failures.Add(exception);
            return plan;
        }
    }

    private LakeStepPlan OfSendCsv(LakeStepPlan plan, SendCsvStep step, List<DataLakeException> failures)
    {
        var options = SendCsvStepRunner.OptionsFor(step, _date, _settings.StartsOver);
        var partSize = _settings.StoreOptionsOf(step).PartSize;
        var keys = new List<string>();
        var (bytes, writes, reads) = (0L, 0L, 0L);
        foreach (var (key, size) in SentFiles(step, failures))
        {
            keys.Add(key.Value);
            bytes += size;
            var parts = S3UploadPlan.For(size, partSize);

            // Each file is first looked for. One in parts is begun and completed, and what an earlier run left of it is listed; that of
            // one PUT is where it is to be removed. Other servers than AWS are asked for one in parts again before the end; that is
            // counted for all.
            writes += parts.IsMultipart ? ((size + parts.PartSize - 1) / parts.PartSize) + 2 : 1;
            writes += parts.IsMultipart || options.NoResume ? 1 : 0;
            reads += parts.IsMultipart ? 2 : 1;
        }

        return WithRequests(plan with { Keys = keys.ToArray(), Files = keys.Count, Bytes = bytes, Requests = 0 }, writes, reads);
    }

    private LakeStepPlan OfSendJson(LakeStepPlan plan, SendJsonStep step, List<DataLakeException> failures)
    {
        var files = FilesOf(step.Paths, failures).ToList();
        return plan with
        {
            Keys = [BatchKeyPattern(step)],
            Bytes = files.Sum(file => file.Size),
            Requests = 0,
            Note = "How many files there will be depends on the structures of the records.",
        };
    }

    private LakeStepPlan OfFetch(LakeStepPlan plan, FetchStep step, List<DataLakeException> failures)
    {
        if (!_settings.HasCredential)
        {
            if (step.IsOptional)
            {
                return plan with { Files = 0, Requests = 0, Note = "There is no TMDB token, so it would be skipped." };
            }

            failures.Add(TmdbErrors.NoCredential());
        }
        else
        {
            TmdbEnvironment.Complete(_job.Tmdb, _job.TmdbEndpoint).Validate();
        }

        var (records, requests) = CountOf(step);
        var files = records is { } count ? BatchCount(count, step.BatchOptions) : (long?)null;
        var planned = plan with
        {
            Keys = [BatchKeyPattern(step)],
            Files = files,
            Requests = requests,
            Duration = requests is { } known ? TimeSpan.FromSeconds((double)known / TmdbEnvironment.LimitRate(_job.Tmdb.RequestsPerSecond)) : null,
            Note = requests is null ? "How many there are is known to TMDB alone." : "At most so many; files of several structures are more.",
        };

        // Each file is first looked for. The checkpoint is written when the step is done, and for titles before a file is, too.
        return files is { } written ? WithRequests(planned, writes: written + 1 + (step is FetchTitlesStep ? written : 0), reads: written) : planned;
    }

    private static long BatchCount(long records, BatchOptions options) => (records + options.MaxRecords - 1) / options.MaxRecords;

    // Titles are one request each beside the lists that they are found in; what is listed comes in lists alone where no details are wanted.
    private (long? Records, long? Requests) CountOf(FetchStep step) => step switch
    {
        FetchTitlesStep titles when titles.CountIds(_options.BaseFolder, _stop) is { } ids => ids,
        FetchTitlesStep { MaxTitles: { } most } titles => (most, (titles.Options.Summary ? 0 : most) + titles.ListRequests(titles.Options.First ?? TmdbTitleOptions.DefaultFirst)),
        FetchGenresStep => (null, 1),
        FetchNamedStep named => CountOf(named.Records),
        FetchCollectionsStep { Movies: null } collections => CountOf(collections.Records),
        FetchPathStep paths when paths.Queries.All(query => !query.AllPages && !query.ExpandResults) => (paths.Queries.Count, paths.Queries.Count),
        _ => (null, null),
    };

    // A name is looked up before its details are asked for.
    private static (long? Records, long? Requests) CountOf(NamedRecords records)
    {
        var found = (long)records.Searches.Count * records.First;
        return (records.Names.Count + found, records.Names.Sum(name => NameResolver.IsId(name) ? 1 : 2) + (records.Searches.Count * PageReader.PagesOf(records.First)));
    }

    private LakeStepPlan OfBuild(LakeStepPlan plan, BuildTablesStep step)
    {
        var model = TableModel.Load(_settings.ModelOf(step));
        TableLayer[] layers = step.Layer is { } one ? [one] : [TableLayer.Trusted, TableLayer.Refined];
        var tables = layers.Sum(layer => model.Of(layer).Count());
        return plan with
        {
            Keys = [.. layers.Select(layer => string.Create(CultureInfo.InvariantCulture, $"{layer}/*/{_date:yyyy'/'MM'/'dd}/*"))],
            Requests = 0,
            Note = $"The model has {Count.Of(tables, "table")}; what is up to date is left as it is.{InFunction()}",
        };
    }

    // What else Raw holds, only a listing tells, which Test-LakeJob -Full makes.
    private LakeStepPlan OfAthena(LakeStepPlan plan, BuildTablesStep step)
    {
        _ = _settings.WorkflowOf(step);
        var estimate = AthenaEstimate.Of(TableModel.Load(), SentFiles(), _date);
        return plan with
        {
            Keys = [.. new[] { TableLayer.Trusted, TableLayer.Refined }.Select(layer => string.Create(CultureInfo.InvariantCulture, $"{layer}/Athena/Parquet/*/{_date:yyyy'/'MM'/'dd}/*"))],
            Requests = 0,
            EngineBytes = estimate.Bytes,
            EngineCost = estimate.Cost,
            Note = $"{estimate}, of the files that this job sends; what else Raw holds is read besides.",
        };
    }

    // The same tables made by a function of deploy/terraform.
    private string InFunction()
    {
        var bytes = _lake.Kind == LakeKind.S3 ? SentFiles().Sum(file => file.Size) : 0;
        return bytes == 0 ? string.Empty : $" For the CSVs that this job sends {new FunctionEstimate(bytes)}.";
    }

    private List<(LakeKey Key, long Size)> SentFiles() =>
    [
        .. _job.Steps.OfType<SendCsvStep>().SelectMany(send => SentFiles(send, [])),
    ];

    // A file whose name makes no key is not sent, and the others are.
    private IEnumerable<(LakeKey Key, long Size)> SentFiles(SendCsvStep step, List<DataLakeException> failures)
    {
        var options = SendCsvStepRunner.OptionsFor(step, _date, _settings.StartsOver);
        foreach (var (path, size) in FilesOf(step.Paths, failures))
        {
            LakeKey key;
            try
            {
                key = options.KeyFor(path);
                _lake.Check(key.Value);
            }
            catch (DataLakeException exception)
            {
                failures.Add(exception);
                continue;
            }

            yield return (key, size);
        }
    }

    private string BatchKeyPattern(BatchStep step)
    {
        var options = step.KeyOptionsFor(_date);
        options.Check(_lake);
        return options.Folder + "*";
    }

    private IEnumerable<(string Path, long Size)> FilesOf(IReadOnlyList<string> patterns, List<DataLakeException> failures)
    {
        foreach (var file in SourcePattern.FilesOf(patterns, _options.BaseFolder, failures.Add))
        {
            if (SizeOf(file, failures) is { } size)
            {
                yield return (file, size);
            }
        }
    }

    private static long? SizeOf(string file, List<DataLakeException> failures)
    {
        try
        {
            using var source = SourceFile.Open(file);
            return source.Length;
        }
        catch (DataLakeException exception)
        {
            failures.Add(exception);
            return null;
        }
    }

    private LakeStepPlan WithRequests(LakeStepPlan plan, long writes, long reads) => _lake.Kind == LakeKind.Folder ? plan : plan with
    {
        LakeRequests = writes + reads,
        Cost = CostOf(writes, reads),
    };

    private static decimal CostOf(long writes, long reads) => ((writes * PriceOfThousandWrites) + (reads * PriceOfThousandReads)) / 1000;
}
