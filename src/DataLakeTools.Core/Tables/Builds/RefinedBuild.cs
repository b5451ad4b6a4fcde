using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Tables.Contracts;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>Makes the Refined tables, tests them and publishes them together.</summary>
/// <param name="build">The build it is part of.</param>
/// <param name="clock">What time is taken with.</param>
internal sealed class RefinedBuild(BuildContext build, TimeProvider clock)
{
    private const int FindingsInMessage = 5;

    /// <summary>Makes the tables.</summary>
    /// <param name="inputs">The Trusted files.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<IReadOnlyList<RefinedTable>> MakeAsync(IReadOnlyList<ManifestTable> inputs, CancellationToken cancellationToken)
    {
        var session = await build.SessionAsync(cancellationToken).ConfigureAwait(false);
        var (contracts, named) = await OrderAsync(session, cancellationToken).ConfigureAwait(false);
        await RefinedInputs.AttachAsync(session, inputs, build.Model, build.Files, named.Contains, contract => contract, cancellationToken).ConfigureAwait(false);

        // Which record of an id is the latest is found once, not by each table that reads them.
        foreach (var contract in build.Model.Of(TableLayer.Trusted).Where(table => table.Latest is not null && named.Contains(table.Table) && inputs.Any(input => input.Table == table.Table)))
        {
            await session.MaterializeAsync(contract, build.Work.NewFile(contract.Table + TableFiles.Extension), cancellationToken).ConfigureAwait(false);
        }

        var made = new List<RefinedTable>();
        build.Meter.ExpectRefined(contracts.Count);
        foreach (var contract in contracts)
        {
            var step = build.Meter.BeginRefined(contract.Table);
            var begun = clock.GetTimestamp();
            var path = build.Work.NewFile(contract.Table + TableFiles.Extension);
            var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["datalake.table"] = contract.Table };
            var rows = await session.WriteAsync(contract, path, metadata, cancellationToken).ConfigureAwait(false);
            await session.AttachAsync(contract, [new TableFile(path, build.Options.Day, contract.Columns)], cancellationToken).ConfigureAwait(false);
            made.Add(new RefinedTable(contract, path, rows, clock.GetElapsedTime(begun)));
            build.Meter.Add(step, rows);
            build.Meter.End(step);
            build.Reporter.Verbose(string.Create(CultureInfo.InvariantCulture, $"{contract.Table}: {Count.Of(rows, "row")} in {made[^1].Duration.TotalSeconds:0.00} s."));
        }

        return made;
    }

    /// <summary>Runs the data tests of tables that were made.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableTestFailed"/>, unless the build is forced.</exception>
    public async Task<IReadOnlyList<ManifestTest>> TestAsync(IReadOnlyList<RefinedTable> made, CancellationToken cancellationToken)
    {
        var session = await build.SessionAsync(cancellationToken).ConfigureAwait(false);
        var started = clock.GetTimestamp();
        var results = new List<ManifestTest>();
        var shown = new List<string>();
        foreach (var table in made)
        {
            var step = build.Meter.BeginRefined($"tests of {table.Contract.Table}");
            var isKeyUnique = await session.IsKeyUniqueAsync(table.Contract, table.Path, cancellationToken).ConfigureAwait(false);
            await foreach (var (test, findings, examples) in DataTestRun.RunAsync(session.QueryAsync, table.Contract, isKeyUnique, FindingsInMessage, cancellationToken).ConfigureAwait(false))
            {
                results.Add(new ManifestTest(table.Contract.Table, test.Name, findings));
                shown.AddRange(examples.Select(example => $"{table.Contract.Table} {test.Name}: {example.Key}: {example.Finding}"));
            }

            build.Meter.End(step);
        }

        build.Reporter.Verbose(string.Create(CultureInfo.InvariantCulture, $"{results.Count} data tests in {clock.GetElapsedTime(started).TotalSeconds:0.00} s."));
        var failed = results.Count(result => result.Findings > 0);
        if (failed > 0)
        {
            var what = string.Create(CultureInfo.InvariantCulture, $"{failed} of {results.Count} data tests found something: {string.Join("; ", shown.Take(FindingsInMessage))}.");
            if (!build.Options.Force)
            {
                throw new DataLakeException(
                    DataLakeError.TableTestFailed,
                    what,
                    $"No Refined table was published; those of before stay{(build.PublishedDays is { } days ? $", beside Trusted tables of {days} that this build has published" : string.Empty)}. Mend the raw data or the model, or publish them as they are with {LakeSetting.Force}.",
                    build.Store.Lake.ToString());
            }

            build.Reporter.Warning($"{what} The tables are good all the same, as {nameof(LakeSetting.Force)} says.");
        }

        return results;
    }

    /// <summary>The Refined tables, each behind those that its SQL reads, and all that their SQL and tests name.</summary>
    private async Task<(List<TableContract> Contracts, HashSet<string> Named)> OrderAsync(IEngineSession session, CancellationToken cancellationToken)
    {
        var needs = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        var all = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var contract in build.Model.Of(TableLayer.Refined))
        {
            var named = await session.TablesOfAsync(contract.Sql!, cancellationToken).ConfigureAwait(false);
            if (named.FirstOrDefault(name => !build.Model.Tables.ContainsKey(name)) is { } unknown)
            {
                throw new DataLakeException(
                    DataLakeError.InvalidModel, $"The SQL of the table '{contract.Table}' reads '{unknown}', which the model does not have.", "Mend the SQL, or add a contract of that table.", contract.Table);
            }

            all.UnionWith(named);
            all.UnionWith(contract.References.Select(reference => reference.Table));
            foreach (var test in contract.Tests)
            {
                all.UnionWith(await session.TablesOfAsync(test.Sql, cancellationToken).ConfigureAwait(false));
            }

            needs[contract.Table] = [.. named.Where(name => build.Model.Tables[name].Layer == TableLayer.Refined)];
        }

        var ordered = new List<TableContract>();
        var begun = new HashSet<string>(StringComparer.Ordinal);
        foreach (var table in needs.Keys.Order(StringComparer.Ordinal))
        {
            Visit(table);
        }

        return (ordered, all);

        void Visit(string table)
        {
            if (ordered.Exists(contract => contract.Table == table))
            {
                return;
            }

            if (!begun.Add(table))
            {
                throw new DataLakeException(
                    DataLakeError.InvalidModel, $"The SQL of the table '{table}' reads, through other tables, itself.", "Break the circle in the model.", table);
            }

            foreach (var needed in needs[table].Order(StringComparer.Ordinal))
            {
                Visit(needed);
            }

            ordered.Add(build.Model.Tables[table]);
        }
    }
}
