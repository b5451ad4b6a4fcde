using System.Globalization;
using System.Runtime.CompilerServices;
using DataLakeTools.Core.Reporting;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Engine;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>
/// Tests how fresh the Trusted tables are. A table is as fresh as the raw data that it was made of, so manifests and a list of the
/// lake say it, and no other object is read.
/// </summary>
/// <param name="store">The lake.</param>
/// <param name="engine">The engine; it is not started.</param>
/// <param name="published">The tables.</param>
/// <param name="day">The day that ages are counted to, and up to which raw data counts.</param>
/// <param name="workPath">The folder for working files; the temporary folder when null.</param>
internal sealed class TableFreshness(ILakeStore store, IEngine engine, PublishedTables published, DateOnly day, string? workPath)
{
    private const string IsFresh = "is_fresh";
    private const string IsUpToDate = "is_up_to_date";

    /// <summary>Tests one table, or all and whether the Refined ones were made of them.</summary>
    /// <param name="table">The one Trusted table; all when null.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<LakeTableFinding> TestAsync(string? table, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var contract in published.Model.Of(TableLayer.Trusted).Where(contract => contract.MaxAgeDays is not null && IsAsked(contract.Table)))
        {
            if (AgeFinding(contract.Table, contract.MaxAgeDays!.Value) is { } finding)
            {
                yield return finding;
            }
        }

        // What a build would make, and why; without any data it makes nothing, and says so as an error.
        var options = new TableBuildOptions { Day = day, Layer = TableLayer.Trusted, WhatIf = true, WorkPath = workPath, Program = string.Empty };
        var hasData = published.Trusted.Count > 0 || (await RawInputs.ListAsync(store, day, oneDay: false, cancellationToken).ConfigureAwait(false)).Count > 0;
        var builder = new TableBuilder(store, engine, published.Model, options, SilentReporter.Instance, TimeProvider.System);
        await foreach (var build in (hasData ? builder.BuildAsync(cancellationToken) : AsyncEnumerable.Empty<LakeTableBuild>()).ConfigureAwait(false))
        {
            if (IsAsked(build.Table) && build is { RawFolder: { } folder, Reason: TableBuilder.New or TableBuilder.RawChanged })
            {
                yield return new LakeTableFinding(
                    build.Table, IsUpToDate, folder, build.Reason == TableBuilder.New ? "no table is made of this raw data; make the tables" : "this raw data changed since its table was made; make the tables");
            }
        }

        foreach (var file in table is null ? published.FilesBehindRefined : [])
        {
            yield return new LakeTableFinding(file.Table, IsUpToDate, file.Key, string.Create(CultureInfo.InvariantCulture, $"the Refined tables of {published.Refined!.Day:yyyy-MM-dd} were not made of this file; make the tables"));
        }

        bool IsAsked(string name) => table is null || table == name;
    }

    private LakeTableFinding? AgeFinding(string table, int maxDays)
    {
        var days = published.TrustedFiles.Where(file => file.Table == table).Select(file => LakeKey.Parse(file.Key).Date).ToList();
        if (days.Count == 0)
        {
            return new LakeTableFinding(table, IsFresh, string.Empty, "it has no raw data; send some, and make the tables");
        }

        var newest = days.Max();
        var age = day.DayNumber - newest.DayNumber;
        return age <= maxDays ? null : new LakeTableFinding(
            table, IsFresh, newest.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), $"its newest raw data is {Count.Of(age, "day")} old, and its contract allows {Count.Of(maxDays, "day")}; send newer data, and make the tables");
    }
}
