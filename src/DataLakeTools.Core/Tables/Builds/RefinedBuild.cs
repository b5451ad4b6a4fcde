using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Makes the Refined tables that a plan says, and tests them. What is published and stays is read where one of them needs it.</summary>
/// <param name="build">The build it is part of.</param>
/// <param name="plan">Which tables are made.</param>
/// <param name="clock">What time is taken with.</param>
internal sealed class RefinedBuild(BuildContext build, RefinedPlan plan, TimeProvider clock)
{
    private const int FindingsInMessage = 5;

    private readonly List<TableContract> _contracts = [];
    private readonly Dictionary<string, (IReadOnlyList<string> BySql, IReadOnlyList<string> ByTests)> _reads = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RefinedTable> _tables = new(StringComparer.Ordinal);

    // What the session knows.
    private readonly HashSet<string> _attached = new(StringComparer.Ordinal);

    /// <summary>All Refined tables, each behind those that its SQL reads.</summary>
    public IEnumerable<RefinedTable> Tables => _contracts.Select(contract => _tables[contract.Table]);

    /// <summary>Makes the tables.</summary>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task MakeAsync(CancellationToken cancellationToken)
    {
        await OrderAsync(await build.SessionAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        plan.KeepOnlyOf(build.EngineVersion);
        foreach (var contract in _contracts)
        {
            if (plan.ReasonToMake(contract.Table) is { } reason)
            {
                if (reason == RefinedPlan.FileLost)
                {
                    build.Reporter.Warning($"{build.Store.Lake.AddressOf(plan.Before(contract.Table)!.Key)} is gone, or not of the size that was published. It is made again.");
                }

                await MakeAsync(contract, cancellationToken).ConfigureAwait(false);
                continue;
            }

            _tables[contract.Table] = new RefinedTable(contract, plan.Before(contract.Table)!, Path: null, TimeSpan.Zero);
            if (plan.ReasonToPublish(contract.Table) is not null)
            {
                await AttachAsync([contract.Table], cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Runs the data tests of the tables that were made, and of those whose tests read what has changed.</summary>
    /// <returns>The results of these, and those of before of all others.</returns>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableTestFailed"/>, unless the build is forced.</exception>
    public async Task<IReadOnlyList<ManifestTest>> TestAsync(CancellationToken cancellationToken)
    {
        var session = await build.SessionAsync(cancellationToken).ConfigureAwait(false);
        var started = clock.GetTimestamp();
        var results = new List<ManifestTest>();
        var ran = 0;
        var shown = new List<string>();
        build.Meter.ExpectRefined(plan.Steps);
        foreach (var contract in _contracts)
        {
            if (!plan.HasToTest(contract.Table))
            {
                results.AddRange(plan.TestsBefore(contract.Table));
                continue;
            }

            await AttachAsync([contract.Table, .. _reads[contract.Table].ByTests], cancellationToken).ConfigureAwait(false);
            var step = build.Meter.BeginRefined($"tests of {contract.Table}");
            var isKeyUnique = await session.IsKeyUniqueAsync(contract, _tables[contract.Table].Path!, cancellationToken).ConfigureAwait(false);
            await foreach (var (test, findings, examples) in DataTestRun.RunAsync(session.QueryAsync, contract, isKeyUnique, FindingsInMessage, cancellationToken).ConfigureAwait(false))
            {
                ran++;
                results.Add(new ManifestTest(contract.Table, test.Name, findings));
                shown.AddRange(examples.Select(example => $"{contract.Table} {test.Name}: {example.Key}: {example.Finding}"));
            }

            build.Meter.End(step);
        }

        build.Reporter.Verbose(string.Create(CultureInfo.InvariantCulture, $"{ran} data tests in {clock.GetElapsedTime(started).TotalSeconds:0.00} s."));
        var failed = results.Count(result => result.Findings > 0);
        if (failed > 0)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{failed} of {ran} data tests found something: {string.Join("; ", shown.Take(FindingsInMessage))}.");
            if (!build.Options.Force)
            {
                throw new DataLakeException(
                    DataLakeError.TableTestFailed,
                    what,
                    $"No Refined table was published; those of before stay{(build.PublishedDays is { } days ? $", beside Trusted tables of {days} that this build has published" : string.Empty)}. Mend the raw data or the model, or publish them as they are with {LakeSetting.Force}.",
                    build.Store.Lake.ToString());
            }

            build.Reporter.Warning($"{what} The tables are published all the same, as was asked for.");
        }

        return results;
    }

    private async Task MakeAsync(TableContract contract, CancellationToken cancellationToken)
    {
        var session = await build.SessionAsync(cancellationToken).ConfigureAwait(false);
        var (reads, testReads) = _reads[contract.Table];
        await AttachAsync(reads, cancellationToken).ConfigureAwait(false);
        build.Meter.ExpectRefined(plan.Steps);
        var step = build.Meter.BeginRefined(contract.Table);
        var begun = clock.GetTimestamp();
        var path = build.Work.NewFile(contract.Table + TableFiles.Extension);
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["datalake.table"] = contract.Table };
        var rows = await session.WriteAsync(contract, path, metadata, cancellationToken).ConfigureAwait(false);
        var duration = clock.GetElapsedTime(begun);
        var file = new ManifestTable
        {
            Table = contract.Table,
            Key = RefinedTable.KeyOf(contract.Table, build.Options.Day).Value,
            Size = new FileInfo(path).Length,
            Checksum = TableFiles.ChecksumOf(path, cancellationToken).ToString(),
            Rows = rows,
            Model = build.RefinedModelOf(contract, reads, testReads),
            Reads = reads,
            TestReads = testReads,
            Columns = contract.Columns,
        };
        plan.Made(file);
        await AttachAsync(new RefinedTable(contract, file, path, duration), path, cancellationToken).ConfigureAwait(false);
        build.Meter.Add(step, rows);
        build.Meter.End(step);
        build.Reporter.Verbose(string.Create(CultureInfo.InvariantCulture, $"{contract.Table}: {Count.Of(rows, "row")} in {duration.TotalSeconds:0.00} s."));
    }

    // Makes tables known to the session, each once.
    private async Task AttachAsync(IEnumerable<string> tables, CancellationToken cancellationToken)
    {
        var session = await build.SessionAsync(cancellationToken).ConfigureAwait(false);
        var wanted = tables.Except(_attached, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var refined = _contracts.Where(contract => wanted.Contains(contract.Table)).Select(contract => contract.Table).ToList();
        _attached.UnionWith(wanted.Except(refined, StringComparer.Ordinal));
        await RefinedInputs.AttachAsync(session, plan.Inputs, build.Model, build.Files, wanted.Contains, contract => contract, cancellationToken).ConfigureAwait(false);

        // Which record of an id is the latest is found once, not by each table that reads them.
        foreach (var contract in build.Model.Of(TableLayer.Trusted).Where(table => table.Latest is not null && wanted.Contains(table.Table) && plan.Inputs.Any(input => input.Table == table.Table)))
        {
            await session.MaterializeAsync(contract, build.Work.NewFile(contract.Table + TableFiles.Extension), cancellationToken).ConfigureAwait(false);
        }

        // Each behind those that its SQL names, for one whose file is lost is made of these.
        foreach (var table in refined.Where(_attached.Add))
        {
            await AttachPublishedAsync(_tables[table], cancellationToken).ConfigureAwait(false);
        }
    }

    // A file that is lost costs the time to make it again, and no more: it comes out with the same bytes.
    private async Task AttachPublishedAsync(RefinedTable table, CancellationToken cancellationToken)
    {
        string path;
        try
        {
            path = await build.Files.LocalAsync(table.File.Key, table.File.Checksum, cancellationToken).ConfigureAwait(false);
        }
        catch (DataLakeException exception) when (exception.IsObjectMissing || exception.Error == DataLakeError.ChecksumMismatch)
        {
            build.Reporter.Warning($"{exception.Message} It is made again.");
            plan.Lose(table.Contract.Table);
            await MakeAsync(table.Contract, cancellationToken).ConfigureAwait(false);
            return;
        }

        await AttachAsync(table, path, cancellationToken).ConfigureAwait(false);
    }

    private async Task AttachAsync(RefinedTable table, string path, CancellationToken cancellationToken)
    {
        var session = await build.SessionAsync(cancellationToken).ConfigureAwait(false);
        await session.AttachAsync(table.Contract, [new TableFile(path, build.Options.Day, table.Contract.Columns)], cancellationToken).ConfigureAwait(false);
        _attached.Add(table.Contract.Table);
        _tables[table.Contract.Table] = table with { Path = path };
    }

    // Finds what SQL and tests name, and puts each table behind those that its SQL names.
    private async Task OrderAsync(IEngineSession session, CancellationToken cancellationToken)
    {
        foreach (var contract in build.Model.Of(TableLayer.Refined))
        {
            var named = await session.TablesOfModelAsync(contract.Sql!, $"the table '{contract.Table}'", cancellationToken).ConfigureAwait(false);
            if (named.FirstOrDefault(name => !build.Model.Tables.ContainsKey(name)) is { } unknown)
            {
                throw new DataLakeException(
                    DataLakeError.InvalidModel, $"The SQL of the table '{contract.Table}' reads '{unknown}', which the model does not have.", "Mend the SQL, or add a contract of that table.", contract.Table);
            }

            var byTests = contract.References.Select(reference => reference.Table).ToList();
            foreach (var test in contract.Tests)
            {
                byTests.AddRange((await session.TablesOfModelAsync(test.Sql, $"the data test '{test.Name}' of '{contract.Table}'", cancellationToken).ConfigureAwait(false)).Select(name => name.ToLowerInvariant()));
            }

            _reads[contract.Table] = (named, [.. byTests.Distinct(StringComparer.Ordinal).Where(name => name != contract.Table)]);
        }

        var begun = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in _reads.Keys.Order(StringComparer.Ordinal))
        {
            Visit(table);
        }

        void Visit(string table)
        {
            if (_contracts.Exists(contract => contract.Table == table))
            {
                return;
            }

            if (!begun.Add(table))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidModel, $"The SQL of the table '{table}' reads, through other tables, itself.", "Break the circle in the model.", table);
            }

            foreach (var needed in _reads[table].BySql.Where(_reads.ContainsKey).Order(StringComparer.Ordinal))
            {
                Visit(needed);
            }

            _contracts.Add(build.Model.Tables[table]);
        }
    }
}
