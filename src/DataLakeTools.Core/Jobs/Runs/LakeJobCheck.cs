using System.Globalization;
using DataLakeTools.Core.Answers;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Jobs.Reports;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>
/// Checks a job without running it: whether its document is valid, whether the files that it names are there, and whether its
/// keys are valid in its lake. Nothing is written, and no request is sent to S3 or TMDB.
/// </summary>
public sealed class LakeJobCheck
{
    private readonly string _document;
    private readonly LakeJobRunOptions _options;
    private readonly List<LakeJobFinding> _findings = [];
    private readonly Dictionary<string, string> _fileOfKey = new(StringComparer.Ordinal);

    private LakeAddress? _lake;

    private LakeJobCheck(string document, LakeJobRunOptions options)
    {
        _document = document;
        _options = options;
    }

    /// <summary>Checks a job document.</summary>
    /// <param name="path">The full path of the document.</param>
    /// <param name="options">How it would be run.</param>
    /// <param name="complete">Adds to the job what it would be run with and its document does not say; nothing when null.</param>
    /// <param name="variables">Gives the value of a variable <c>${NAME}</c>, or null; the environment's when null.</param>
    /// <returns>Everything that was found; nothing if the job can be run.</returns>
    /// <exception cref="DataLakeException">There is no document, or it cannot be read.</exception>
    public static async Task<IReadOnlyList<LakeJobFinding>> RunAsync(string path, LakeJobRunOptions options, Func<LakeJob, LakeJob>? complete = null, Func<string, string?>? variables = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var json = LakeJobReader.ReadBytes(path);
        var found = LakeJobReader.Check(json, path, variables);
        if (found.Count > 0)
        {
            return found;
        }

        var check = new LakeJobCheck(path, options);
        var job = LakeJobReader.Parse(json, path, variables);
        await check.CheckAsync(complete is null ? job : complete(job)).ConfigureAwait(false);
        return check._findings;
    }

    private async Task CheckAsync(LakeJob job)
    {
        await CheckLakeAsync(job).ConfigureAwait(false);
        var date = _options.Date ?? job.Date ?? DateOnly.MaxValue;
        for (var i = 0; i < job.Steps.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"$.steps[{i}]");
            var step = job.Steps[i];
            Try(at, () => (_options.StoreOptions with { StorageClass = step.StorageClass, KmsKeyId = step.KmsKeyId }).Check());
            switch (step)
            {
                case SendCsvStep send:
                    CheckSources(send, $"{at}.path", date);
                    break;
                case SendJsonStep send:
                    CheckFolder(send, at, date);
                    CheckFiles(send.Paths, $"{at}.path", file => SourceFile.OpenStream(file).Dispose());
                    break;
                case FetchStep fetch:
                    CheckFolder(fetch, at, date);
                    if (fetch is FetchTitlesStep { IdsFrom: { } ids })
                    {
                        Try($"{at}.idsFrom", () => ids.Check(_options.BaseFolder));
                    }

                    break;
                case BuildTablesStep { Engine: TableEngine.Athena } build when _lake is not null:
                    Try($"{at}.engine", () => new RunSettings(job, _options).WorkflowOf(build));
                    break;
                case TableStep table:
                    Try($"{at}.model", () => CheckTables(table, new RunSettings(job, _options), at));
                    break;
            }
        }

        CheckToken(job);
    }

    // Opening a lake sends no request, but fails for a file in place of a folder and for a profile that does not exist.
    private async Task CheckLakeAsync(LakeJob job)
    {
        var settings = new RunSettings(job, _options);
        try
        {
            var address = settings.FindLake();
            var store = LakeStore.Open(address, settings.StoreOptions, SilentReporter.Instance);
            await store.DisposeAsync().ConfigureAwait(false);
            _lake = address;
        }
        catch (DataLakeException exception)
        {
            Add("$.lake", exception);
        }

        if (_lake is { } lake)
        {
            Try("$.name", () => _ = new LakeJobRecorder(settings.Name, settings.Date, job.Steps, lake, TimeProvider.System, settings.StartsOver));
        }
    }

    private void CheckFolder(BatchStep step, string at, DateOnly date)
    {
        if (_lake is { } lake)
        {
            Try(at, () => step.KeyOptionsFor(date).Check(lake));
        }
    }

    private void CheckSources(SendCsvStep step, string at, DateOnly date)
    {
        // Keys of all dates have the same length, so the check may use any date.
        var options = SendCsvStepRunner.OptionsFor(step, date, startsOver: false);
        CheckFiles(step.Paths, at, file => CheckSource(file, options.KeyFor(file).Value));
    }

    private void CheckFiles(IReadOnlyList<string> patterns, string at, Action<string> check)
    {
        foreach (var file in SourcePattern.FilesOf(patterns, _options.BaseFolder, exception => Add(at, exception)))
        {
            Try(at, () => check(file));
        }
    }

    private void CheckSource(string file, string key)
    {
        SourceFile.OpenStream(file).Dispose();
        _lake?.Check(key);
        if (!_fileOfKey.TryAdd(key, file) && _fileOfKey[key] != file)
        {
            throw new DataLakeException(
                DataLakeError.ObjectExists,
                $"'{file}' gets the same key as '{_fileOfKey[key]}'.",
                "Give one of the files another name, or a step of its own with another 'specification'.",
                file);
        }
    }

    private void CheckTables(TableStep step, RunSettings settings, string at)
    {
        var model = TableModel.Load(settings.ModelOf(step));
        if (step is ExportDashboardStep export)
        {
            Try($"{at}.question", () => QuestionModel.Of(model).Named(export.Questions));
        }

        foreach (var table in (step as TestTablesStep)?.Tables.Where(name => !model.Tables.ContainsKey(name)) ?? [])
        {
            _findings.Add(new LakeJobFinding(
                _document,
                $"{at}.table",
                $"the model has no table '{KeySegment.Shown(table)}', so it has no data tests.",
                Expected: null,
                $"Name tables of the model: {string.Join(", ", model.Of(TableLayer.Refined).Select(known => known.Table))}.")
            {
                Severity = LakeJobSeverity.Warning,
            });
        }
    }

    private void CheckToken(LakeJob job)
    {
        var steps = job.Steps.OfType<FetchStep>().ToList();
        if (steps.Count == 0)
        {
            return;
        }

        if (new RunSettings(job, _options).HasCredential)
        {
            Try("$.tmdb", () => TmdbEnvironment.Complete(job.Tmdb, job.TmdbEndpoint).Validate());
            return;
        }

        AddWithoutToken(steps.Count(step => !step.IsOptional), "fail", LakeJobSeverity.Error);
        AddWithoutToken(steps.Count(step => step.IsOptional), "be skipped", LakeJobSeverity.Warning);

        void AddWithoutToken(int count, string what, LakeJobSeverity severity)
        {
            if (count > 0)
            {
                _findings.Add(new LakeJobFinding(
                    _document,
                    "$.steps",
                    string.Create(CultureInfo.InvariantCulture, $"there is no TMDB token, so {count} of {Count.Of(job.Steps.Count, "step")} would {what}."),
                    Expected: null,
                    $"Set {TmdbEnvironment.TokenVariable} (or {TmdbEnvironment.ApiKeyVariable}).")
                {
                    Severity = severity,
                });
            }
        }
    }

    private void Try(string at, Action check)
    {
        try
        {
            check();
        }
        catch (DataLakeException exception)
        {
            Add(at, exception);
        }
    }

    private void Add(string at, DataLakeException exception) =>
        _findings.Add(new LakeJobFinding(_document, at, exception.Message, Expected: null, exception.Advice.ToString()));
}
