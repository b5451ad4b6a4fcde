using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// Makes tables: Trusted from the raw objects of each day, Refined from all of them as of a day. What is up to date is not
/// written, nor read unless what is made needs it. Objects come first and the manifest last, so that a build that ends early has published nothing.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="engine">What runs SQL.</param>
/// <param name="model">What the tables are.</param>
/// <param name="options">What is made.</param>
/// <param name="reporter">Who is told.</param>
/// <param name="clock">What time is taken with.</param>
public sealed class TableBuilder(ILakeStore store, IEngine engine, TableModel model, TableBuildOptions options, IReporter reporter, TimeProvider clock)
{
    // How long it may take to remove what a build took the place of.
    private static readonly TimeSpan RemovalLimit = TimeSpan.FromSeconds(30);

    /// <summary>Why a table is made of raw data that was not there before.</summary>
    internal const string New = "new";

    /// <summary>Why a table is made of raw data that is not what it was.</summary>
    internal const string RawChanged = "raw data changed";

    /// <summary>Why a table is made whose contract, SQL or seeds are not what they were.</summary>
    internal const string ModelChanged = "model changed";

    // A day without any raw data keeps its tables: they may be all that is left of it.
    private const string RawGone = "raw data gone";

    private readonly ManifestStore _manifests = new(store);

    // The days whose Trusted manifest cannot be read, and why; nothing that it names is known to this build.
    private readonly ConcurrentDictionary<DateOnly, DataLakeException> _unreadable = new();

    /// <summary>Makes the tables, and returns one result a table as each is published.</summary>
    /// <param name="cancellationToken">Stops it; what is published stays, and nothing is half published.</param>
    /// <exception cref="DataLakeException">The raw data, the model or the engine does not allow it.</exception>
    public async IAsyncEnumerable<LakeTableBuild> BuildAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var build = new BuildContext(store, engine, model, options, reporter, clock);
        await using (build.ConfigureAwait(false))
        {
            // All manifests are read before the work begins, those of Refined first: what another build publishes later is not
            // replaced by what was made of older data.
            var refined = options.Layer != TableLayer.Trusted && await _manifests.NewestDayAsync(TableLayer.Refined, options.Day, cancellationToken).ConfigureAwait(false) is { } newest
                ? await ReadAsync(TableLayer.Refined, newest, cancellationToken).ConfigureAwait(false)
                : null;
            var lost = await LostAsync(refined, cancellationToken).ConfigureAwait(false);
            var days = new SortedDictionary<DateOnly, PublishedDay>();
            await foreach (var manifest in _manifests.ReadAllAsync(TableLayer.Trusted, options.Day, cancellationToken, ReadAsync).ConfigureAwait(false))
            {
                days[manifest.Day] = PublishedDay.Of(manifest);
            }

            var raw = options.Layer == TableLayer.Refined
                ? new SortedDictionary<DateOnly, List<RawFolder>>()
                : await RawInputs.ListAsync(store, options.Day, options.OneDay, cancellationToken).ConfigureAwait(false);
            if (raw.Count == 0 && (options.OneDay ? !days.ContainsKey(options.Day) : days.Count == 0))
            {
                throw await NoData.ErrorAsync(store, options.Day, options.OneDay, cancellationToken).ConfigureAwait(false);
            }

            WarnOrThrowIfUnreadable(raw.Keys);
            var stale = new List<string>();
            if (options.Layer is null or TableLayer.Trusted)
            {
                var reasons = raw.ToDictionary(day => day.Key, day => ReasonsToBuild(build, day.Value, days.GetValueOrDefault(day.Key)));
                var expected = reasons.Values.SelectMany(ofDay => ofDay).Where(one => one.Value is not null).Select(one => one.Key).ToList();
                build.Meter.Expect(expected, options.Layer is null ? new RefinedPlan(build, refined, TrustedFiles(), TablesThatMayBeOf(expected), lost).Steps : 0);
                foreach (var table in days.Values.Where(day => !raw.ContainsKey(day.Manifest.Day) && (!options.OneDay || day.Manifest.Day == options.Day)).SelectMany(day => day.Manifest.Tables.Select(table => Unchanged(TableLayer.Trusted, day.Manifest.Day, table))).ToList())
                {
                    yield return table with { Reason = RawGone };
                }

                var counting = new NewestFiles(model);
                foreach (var day in days.Values)
                {
                    counting.Add(day.Manifest.Day, day.Manifest.Tables);
                }

                foreach (var (day, folders) in raw)
                {
                    var (results, isNew, changed) = await BuildDayAsync(build, day, folders, reasons[day], days, cancellationToken).ConfigureAwait(false);
                    Release(build, day, isNew && !options.WhatIf ? days[day].Manifest.Tables : [], counting);
                    stale.AddRange(options.WhatIf ? changed : []);
                    foreach (var result in results)
                    {
                        yield return result;
                    }
                }
            }

            await build.Typing.DisposeAsync().ConfigureAwait(false);
            var inputs = TrustedFiles();
            WarnOfNamesakes(inputs);
            if (options.Layer is null or TableLayer.Refined)
            {
                var plan = new RefinedPlan(build, refined, inputs, stale, lost);
                foreach (var result in await BuildRefinedAsync(build, refined, plan, days, cancellationToken).ConfigureAwait(false))
                {
                    yield return result;
                }
            }

            IReadOnlyList<ManifestTable> TrustedFiles() => RefinedInputs.Of(days.Values.Select(day => day.Manifest), model);
        }
    }

    // The files of Refined that are gone or of another size. Each is looked at, for their folders have those of all days.
    private async Task<IReadOnlySet<string>> LostAsync(TableManifest? refined, CancellationToken cancellationToken)
    {
        var looks = OrderedStream.SelectAsync(
            AsyncSequence.Of(options.Force ? [] : refined?.Tables ?? []),
            ManifestStore.ReadAtOnce,
            async (file, token) => (file.Key, IsLost: (await store.FindAsync(file.Key, token).ConfigureAwait(false))?.Size != file.Size),
            cancellationToken);
        var lost = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var (key, isLost) in looks.ConfigureAwait(false))
        {
            if (isLost)
            {
                lost.Add(key);
            }
        }

        return lost;
    }

    private async Task<(List<LakeTableBuild> Results, bool IsNew, IReadOnlyList<string> Changed)> BuildDayAsync(
        BuildContext build,
        DateOnly day,
        List<RawFolder> folders,
        Dictionary<RawFolder, string?> reasons,
        SortedDictionary<DateOnly, PublishedDay> days,
        CancellationToken cancellationToken)
    {
        var before = days.GetValueOrDefault(day);
        var tablesOfFolders = TablesOfFolders(before);
        var typed = options.WhatIf ? [] : await TypeAsync(build, reasons, cancellationToken).ConfigureAwait(false);

        var results = new List<LakeTableBuild>();
        var tables = new List<ManifestTable>();
        var inputs = new List<ManifestInput>();
        var unchanged = new HashSet<string>(StringComparer.Ordinal);
        foreach (var folder in folders)
        {
            var tablesBefore = tablesOfFolders[folder.Path].ToList();
            if (typed.TryGetValue(folder, out var made))
            {
                tables.AddRange(made.Tables);
                inputs.AddRange(made.Inputs);
                results.AddRange(made.Tables.Select(table => Built(build, TableLayer.Trusted, day, table, tablesBefore, reasons[folder]!, made.Duration / made.Tables.Count)));
                continue;
            }

            tables.AddRange(tablesBefore);
            unchanged.Add(folder.Path);
            results.AddRange(reasons[folder] is not { } reason
                ? tablesBefore.Select(table => Unchanged(TableLayer.Trusted, day, table))
                : (await ToBuildAsync(build, folder, tablesBefore, cancellationToken).ConfigureAwait(false))
                    .Select(table => WhatIf(TableLayer.Trusted, table, day, reason, folder.TrustedKey(folder.Key.FileName).Folder) with { RawFolder = folder.Path }));
        }

        var gone = tablesOfFolders.Where(ofFolder => folders.TrueForAll(folder => folder.Path != ofFolder.Key)).ToList();
        foreach (var ofFolder in gone)
        {
            reporter.Warning(string.Create(
                CultureInfo.InvariantCulture,
                $"The raw data in {ofFolder.Key} is gone, so {day:yyyy-MM-dd} {(options.WhatIf ? "would no longer have" : "no longer has")} what was made of it: {string.Join(", ", ofFolder.Select(table => table.Table).Distinct(StringComparer.Ordinal))}."));
        }

        var isNew = reasons.Values.Any(reason => reason is not null) || gone.Count > 0;
        if (isNew && !options.WhatIf)
        {
            inputs.AddRange(before is null ? [] : await _manifests.InputsAsync(before.Manifest, unchanged, cancellationToken).ConfigureAwait(false));
            inputs.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
            days[day] = PublishedDay.Of(
                await PublishAsync(build, Empty(TableLayer.Trusted, day) with { Engine = typed.Count > 0 ? engine.Version : before!.Manifest.Engine, Inputs = inputs, Tables = tables, Tests = TrustedTests.Of(tables, inputs, model) }, before?.Manifest, cancellationToken).ConfigureAwait(false));
            build.Published(day);
        }

        // Records whose kind no key tells may be of any table; what would be made of them is named by their folder.
        var changed = results.Where(result => result.Status != TableBuildStatus.Unchanged).Select(result => result.Table).Concat(gone.SelectMany(ofFolder => ofFolder).Select(table => table.Table)).ToList();
        return (results, isNew, changed.Exists(table => table.Contains('/', StringComparison.Ordinal)) ? [.. model.Of(TableLayer.Trusted).Select(table => table.Table)] : changed);
    }

    // Said without looking into the folders.
    private IEnumerable<string> TablesThatMayBeOf(IReadOnlyList<RawFolder> folders) => model.Of(TableLayer.Trusted)
        .Where(table => folders.Any(folder => table.From!.IsOfSameKind(folder.Key))).Select(table => table.Table);

    // A day whose manifest cannot be read is made again of its raw data; else the Refined tables would be without it.
    private void WarnOrThrowIfUnreadable(IReadOnlyCollection<DateOnly> raw)
    {
        foreach (var (day, unreadable) in _unreadable.Where(day => !options.OneDay || day.Key == options.Day).OrderBy(day => day.Key))
        {
            if (raw.Contains(day))
            {
                reporter.Warning($"{unreadable.Message} It is made again.");
                continue;
            }

            Advice advice = options.Layer == TableLayer.Refined
                ? $"Make both layers with {LakeSetting.Force}, which makes its day again of the raw data."
                : "Take the version of this program that wrote it, or bring back the raw data of its day, which is gone; to give its tables up, delete it.";
            throw new DataLakeException(DataLakeError.ManifestUnreadable, unreadable.Message, advice, unreadable.Target, unreadable);
        }
    }

    // Why each folder of a day is typed; null where it is up to date.
    private Dictionary<RawFolder, string?> ReasonsToBuild(BuildContext build, List<RawFolder> folders, PublishedDay? before)
    {
        var tables = TablesOfFolders(before);
        return folders.ToDictionary(folder => folder, Reason);

        string? Reason(RawFolder folder) =>
            options.Force ? "forced"
            : before?.Folders.TryGetValue(folder.Path, out var state) != true ? New
            : state != folder.State ? RawChanged
            : tables[folder.Path].Any(table => table.Model != build.TrustedModelOf(folder.Key) || IsOfOthers(table.Table, folder.Key)) ? ModelChanged
            : null;
    }

    // Whether the model has given the name of a table that nobody had described to one of other data.
    private bool IsOfOthers(string table, LakeKey raw) =>
        model.Tables.GetValueOrDefault(table) is { } contract && contract.From?.IsOfSameKind(raw) != true;

    private static ILookup<string?, ManifestTable> TablesOfFolders(PublishedDay? day) =>
        (day?.Manifest.Tables ?? []).ToLookup(table => table.RawFolder, StringComparer.Ordinal);

    // What no Refined table is made of takes no room on this machine while the other days are typed.
    private void Release(BuildContext build, DateOnly day, IReadOnlyList<ManifestTable> tables, NewestFiles counting)
    {
        var outdated = counting.Add(day, tables);
        foreach (var table in options.Layer == TableLayer.Trusted ? tables : outdated)
        {
            build.Files.Release(table);
        }
    }

    // Tables that nobody has described are named by their raw folders, and names that differ in signs alone become one.
    private void WarnOfNamesakes(IReadOnlyList<ManifestTable> files)
    {
        foreach (var table in files.Where(file => !model.Tables.ContainsKey(file.Table)).GroupBy(file => file.Table, StringComparer.Ordinal))
        {
            var sources = table.Select(TrustedBuild.NamedBy).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
            if (sources.Count > 1)
            {
                reporter.Warning($"The table '{table.Key}' has the rows of all of these, whose names are alike: {string.Join(", ", sources)}. Send them under other specifications, or write contracts of them.");
            }
        }
    }

    private async Task<Dictionary<RawFolder, (IReadOnlyList<ManifestTable> Tables, IReadOnlyList<ManifestInput> Inputs, TimeSpan Duration)>> TypeAsync(
        BuildContext build, Dictionary<RawFolder, string?> reasons, CancellationToken cancellationToken)
    {
        var typed = new ConcurrentDictionary<RawFolder, (IReadOnlyList<ManifestTable>, IReadOnlyList<ManifestInput>, TimeSpan)>();
        var trusted = new TrustedBuild(build);
        await build.Typing.ForEachAsync(
            [.. reasons.Where(one => one.Value is not null)],
            async (one, session, token) =>
            {
                reporter.Verbose($"Typing {one.Key.Path}: {one.Value}.");
                var started = clock.GetTimestamp();
                var (tables, inputs) = await trusted.RunAsync(one.Key, session, token).ConfigureAwait(false);
                typed[one.Key] = (tables, inputs, clock.GetElapsedTime(started));
            },
            cancellationToken).ConfigureAwait(false);
        return new(typed);
    }

    // Records whose kind no key tells are the tables that they were; new ones have no name but that of their folder.
    private static async Task<IEnumerable<string>> ToBuildAsync(BuildContext build, RawFolder folder, List<ManifestTable> before, CancellationToken cancellationToken) =>
        await new TrustedBuild(build).TablesOfAsync(folder, cancellationToken).ConfigureAwait(false) is { Count: > 0 } known ? known
        : before.Count > 0 ? before.Select(table => table.Table).Distinct(StringComparer.Ordinal)
        : [folder.Path];

    private async Task<IReadOnlyList<LakeTableBuild>> BuildRefinedAsync(
        BuildContext build, TableManifest? newest, RefinedPlan plan, SortedDictionary<DateOnly, PublishedDay> days, CancellationToken cancellationToken)
    {
        if (plan.IsUpToDate)
        {
            build.Meter.ExpectRefined(0);
            return [.. newest!.Tables.Select(table => Unchanged(TableLayer.Refined, newest.Day, table))];
        }

        if (options.WhatIf)
        {
            plan.KeepOnlyOf(build.EngineVersion);
            return [.. model.Of(TableLayer.Refined).Select(contract => plan.ReasonToPublish(contract.Table) is { } reason
                ? WhatIf(TableLayer.Refined, contract.Table, options.Day, reason, RefinedTable.KeyOf(contract.Table, options.Day).Value)
                : Unchanged(TableLayer.Refined, options.Day, plan.Before(contract.Table)!))];
        }

        if (days.Values.All(day => day.Manifest.Tables.Count == 0))
        {
            reporter.Warning(string.Create(CultureInfo.InvariantCulture, $"The lake '{store.Lake}' has no data up to {options.Day:yyyy-MM-dd}, so no Refined tables are made{(newest is null ? string.Empty : $"; those of {newest.Day:yyyy-MM-dd} stay")}."));
            return [];
        }

        var refined = new RefinedBuild(build, plan, clock);
        IReadOnlyList<ManifestTest> tests;
        try
        {
            await refined.MakeAsync(cancellationToken).ConfigureAwait(false);
            tests = await refined.TestAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (plan.Inputs.FirstOrDefault(input => build.Files.IsErrorOf(exception, input)) is { } input)
        {
            await _manifests.ThrowIfReplacedAsync(days[LakeKey.Parse(input.Key).Date].Manifest, exception, cancellationToken).ConfigureAwait(false);
            throw;
        }

        var tables = new List<ManifestTable>();
        var results = new List<LakeTableBuild>();
        var trusted = plan.Inputs.Select(input => new ManifestInput(input.Key, input.Size, ETag: string.Empty, input.Checksum, input.Rows) { Table = input.Table }).ToList();
        var before = newest?.Day == options.Day ? newest : null;
        try
        {
            foreach (var table in refined.Tables)
            {
                var file = table.File;
                if (plan.ReasonToPublish(file.Table) is { } reason)
                {
                    var (published, _, _) = await build.Files.PublishAsync(table.Path!, RefinedTable.KeyOf(file.Table, options.Day), cancellationToken).ConfigureAwait(false);
                    file = file with { Key = published };
                    results.Add(Built(build, TableLayer.Refined, options.Day, file, before?.Tables ?? [], reason, table.Duration));
                }
                else
                {
                    build.Files.Keep(RefinedTable.KeyOf(file.Table, options.Day));
                    results.Add(Unchanged(TableLayer.Refined, options.Day, file));
                }

                tables.Add(file);
            }

            await PublishAsync(build, Empty(TableLayer.Refined, options.Day) with { Inputs = trusted, Tables = tables, Tests = tests }, before, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (before is not null)
        {
            await ClearAsync(build, before, refined.Tables).ConfigureAwait(false);
            throw;
        }

        return results;
    }

    // What this build has written and cannot publish: who reads the folder of the day and not the manifest, as Athena does, counts
    // it beside what was published. The manifest is published again before, so that a build which has found one of these files
    // there, and counts on it, is refused. The tables are as they were: what stops this is no failure.
    private async Task ClearAsync(BuildContext build, TableManifest manifest, IEnumerable<RefinedTable> tables)
    {
        using var limit = new CancellationTokenSource(RemovalLimit, clock);
        try
        {
            var left = (await build.Files.BesideAsync(tables.Select(table => RefinedTable.KeyOf(table.Contract.Table, manifest.Day)), limit.Token).ConfigureAwait(false))
                .Except(KeysOf(manifest), StringComparer.Ordinal).ToList();
            if (left.Count > 0)
            {
                await _manifests.PublishAsync(manifest with { Renewed = clock.GetUtcNow() }, manifest.Object, limit.Token).ConfigureAwait(false);
                await RemoveAsync(left).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is DataLakeException or OperationCanceledException)
        {
            reporter.Warning($"What this build had written beside the Refined tables stays until one publishes them: {exception.Message}");
        }
    }

    private async Task<TableManifest> PublishAsync(BuildContext build, TableManifest manifest, TableManifest? before, CancellationToken cancellationToken)
    {
        // Listed before: whoever has put a file of this day there by now, and not published it, is refused after.
        var earlier = await build.Files.TakeEarlierAsync(cancellationToken).ConfigureAwait(false);
        await _manifests.PublishAsync(manifest, before?.Object, cancellationToken).ConfigureAwait(false);
        await RemoveAsync((before is null ? [] : KeysOf(before)).Concat(earlier).Except(KeysOf(manifest), StringComparer.Ordinal)).ConfigureAwait(false);
        return manifest;
    }

    private TableManifest Empty(TableLayer layer, DateOnly day) => new()
    {
        Format = TableManifest.CurrentFormat,
        Layer = layer,
        Day = day,
        Built = clock.GetUtcNow(),
        Program = options.Program,
        Engine = engine.Version,
        Inputs = [],
        Tables = [],
        Tests = [],
    };

    // A build that is forced takes the place of a manifest that cannot be read.
    private async Task<TableManifest?> ReadAsync(TableLayer layer, DateOnly day, CancellationToken cancellationToken)
    {
        try
        {
            return await _manifests.ReadAsync(layer, day, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (options.Force && exception.Error == DataLakeError.ManifestUnreadable)
        {
            if (layer == TableLayer.Trusted)
            {
                _unreadable[day] = exception;
            }
            else
            {
                reporter.Warning($"{exception.Message} It is made again.");
            }

            return Empty(layer, day) with { Object = await store.FindAsync(ManifestStore.KeyOf(layer, day), cancellationToken).ConfigureAwait(false) };
        }
    }

    // Readers that began with the manifest of before and miss a file read the new one. The new tables are published by now, so
    // whatever stops this is no failure of the build.
    private async Task RemoveAsync(IEnumerable<string> keys)
    {
        using var limit = new CancellationTokenSource(RemovalLimit, clock);
        foreach (var key in keys)
        {
            try
            {
                await store.DeleteAsync(key, limit.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is DataLakeException or OperationCanceledException)
            {
                reporter.Warning($"{store.Lake.AddressOf(key)} belongs to no table any more and could not be removed: {exception.Message}");
            }
        }
    }

    private static IEnumerable<string> KeysOf(TableManifest manifest) =>
        manifest.Tables.SelectMany(table => (IEnumerable<string?>)[table.Key, table.RejectsKey]).OfType<string>();

    private LakeTableBuild Built(
        BuildContext build, TableLayer layer, DateOnly day, ManifestTable table, IReadOnlyList<ManifestTable> before, string reason, TimeSpan duration) => Unchanged(layer, day, table) with
        {
            Status = TableBuildStatus.Built,
            Reason = reason,
            Duration = duration,
            Upload = build.Files.UploadOf(table.Key),
            IsReplacement = before.Any(other => other.Table == table.Table && other.RawKey == table.RawKey),
        };

    private LakeTableBuild WhatIf(TableLayer layer, string table, DateOnly day, string reason, string place) => new()
    {
        Status = TableBuildStatus.WhatIf,
        Lake = store.Lake.ToString(),
        Layer = layer,
        Table = table,
        Date = day,
        Reason = reason,
        Place = place,
    };

    private LakeTableBuild Unchanged(TableLayer layer, DateOnly day, ManifestTable table) => new()
    {
        Status = TableBuildStatus.Unchanged,
        Lake = store.Lake.ToString(),
        Layer = layer,
        Table = table.Table,
        Date = day,
        Reason = "up to date",
        Rows = table.Rows,
        RejectedRows = layer == TableLayer.Trusted ? table.RejectedRows : null,
        Size = table.Size,
        Key = table.Key,
        Address = store.Lake.AddressOf(table.Key),
        Checksum = table.Checksum,
    };
}
