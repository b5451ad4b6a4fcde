using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Jobs.Documents;
using DataLakeTools.Core.Jobs.Documents.Reading;
using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Raw.Csv;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tmdb.Wire;

namespace DataLakeTools.Core.Jobs.Runs;

/// <summary>
/// Looks at a job without running it: whether its document is valid, whether what it names is there, and whether its keys
/// can be in its lake. Nothing is written, and neither S3 nor TMDB is asked.
/// </summary>
public sealed class LakeJobCheck
{
    private readonly string _document;
    private readonly LakeJobRun _run;
    private readonly List<LakeJobFinding> _findings = [];
    private readonly Dictionary<string, string> _sources = new(StringComparer.Ordinal);

    private LakeAddress? _lake;

    private LakeJobCheck(string document, LakeJobRun run)
    {
        _document = document;
        _run = run;
    }

    /// <summary>Checks a job document.</summary>
    /// <param name="path">The full path of the document.</param>
    /// <param name="run">How it would be run.</param>
    /// <param name="complete">Adds to the job what it would be run with and its document does not say; nothing when null.</param>
    /// <returns>Everything that was found; nothing if the job can be run.</returns>
    /// <exception cref="DataLakeException">There is no document, or it cannot be read.</exception>
    public static async Task<IReadOnlyList<LakeJobFinding>> RunAsync(string path, LakeJobRun run, Func<LakeJob, LakeJob>? complete = null)
    {
        ArgumentNullException.ThrowIfNull(run);
        var json = LakeJobReader.ReadBytes(path);
        var found = LakeJobReader.Check(json, path);
        if (found.Count > 0)
        {
            return found;
        }

        var check = new LakeJobCheck(path, run);
        var job = LakeJobReader.Parse(json, path);
        await check.LookAsync(complete is null ? job : complete(job)).ConfigureAwait(false);
        return check._findings;
    }

    private async Task LookAsync(LakeJob job)
    {
        await LookAtLakeAsync(job).ConfigureAwait(false);
        var date = _run.Date ?? job.Date ?? DateOnly.MaxValue;
        for (var i = 0; i < job.Steps.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"$.steps[{i}]");
            var step = job.Steps[i];
            Try(at, () => (_run.StoreOptions with { StorageClass = step.StorageClass, KmsKeyId = step.KmsKeyId }).Check());
            switch (step)
            {
                case SendCsvStep send:
                    LookForSources(send, $"{at}.path", date);
                    break;
                case FetchStep fetch:
                    Try(at, () => _lake?.Check(FetchStepRunner.AnyKeyOf(fetch, date)));
                    if (fetch is FetchTitlesStep { IdsFrom: { } ids })
                    {
                        Try($"{at}.idsFrom", () => ids.Check(_run.SourceFolder));
                    }

                    break;
            }
        }

        LookForToken(job);
    }

    // Opening sends nothing; it refuses a file in the place of the folder, and profiles that are not there.
    private async Task LookAtLakeAsync(LakeJob job)
    {
        try
        {
            var address = LakeJobRunner.AddressOf(job, _run);
            var store = LakeStore.Open(address, LakeJobRunner.OptionsFor(job, _run), SilentReporter.Instance);
            await store.DisposeAsync().ConfigureAwait(false);
            _lake = address;
        }
        catch (DataLakeException exception)
        {
            Add("$.lake", exception);
        }

        if (_lake is { } lake)
        {
            Try("$.name", () => LakeJobStart.Of(job, _run, lake, TimeProvider.System));
        }
    }

    private void LookForSources(SendCsvStep step, string at, DateOnly date)
    {
        // Where the date is not known yet, it says nothing about whether the rest makes a key.
        var options = SendCsvStepRunner.OptionsFor(step, date, isAnew: false);
        foreach (var pattern in step.Paths)
        {
            Try(at, () =>
            {
                var files = SourcePattern.Expand(pattern, _run.SourceFolder);
                if (files.Count == 0)
                {
                    throw SourcePattern.NothingFound(pattern);
                }

                foreach (var file in files)
                {
                    Try(at, () => LookAtSource(file, options.KeyFor(file).Value));
                }
            });
        }
    }

    private void LookAtSource(string file, string key)
    {
        SourceFile.OpenStream(file).Dispose();
        _lake?.Check(key);
        if (!_sources.TryAdd(key, file) && _sources[key] != file)
        {
            throw new DataLakeException(
                DataLakeError.ObjectExists,
                $"'{file}' gets the same key as '{_sources[key]}'.",
                "Give one of the two steps another 'specification', or the file another name.",
                file);
        }
    }

    private void LookForToken(LakeJob job)
    {
        var steps = job.Steps.Count(step => step is FetchStep);
        if (steps == 0)
        {
            return;
        }

        if (TmdbEnvironment.HasCredential || job.Tmdb is { Token: not null } or { ApiKey: not null })
        {
            Try("$.tmdb", () => TmdbEnvironment.Complete(job.Tmdb, job.TmdbEndpoint));
            return;
        }

        _findings.Add(new LakeJobFinding(
            _document,
            "$.steps",
            string.Create(CultureInfo.InvariantCulture, $"there is no TMDB token, so {steps} of {job.Steps.Count} steps would be skipped."),
            Expected: null,
            $"Set {TmdbEnvironment.TokenVariable} (or {TmdbEnvironment.ApiKeyVariable}).")
        {
            Severity = LakeJobSeverity.Warning,
        });
    }

    private void Try(string at, Action look)
    {
        try
        {
            look();
        }
        catch (DataLakeException exception)
        {
            Add(at, exception);
        }
    }

    private void Add(string at, DataLakeException exception) =>
        _findings.Add(new LakeJobFinding(_document, at, exception.Message, Expected: null, exception.Recommendation));
}
