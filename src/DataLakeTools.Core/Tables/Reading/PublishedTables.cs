using System.Globalization;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Streams;
using DataLakeTools.Core.Tables.Builds;
using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Reading;

/// <summary>The tables of a lake as of a day, as their manifests say.</summary>
/// <param name="Trusted">The manifests of Trusted, oldest day first, without their inputs.</param>
/// <param name="Refined">The manifest of Refined; null where there is none.</param>
/// <param name="Model">The model.</param>
internal sealed record PublishedTables(IReadOnlyList<TableManifest> Trusted, TableManifest? Refined, TableModel Model)
{
    /// <summary>The Trusted files that count as of the day.</summary>
    public IReadOnlyList<ManifestTable> TrustedFiles { get => field ??= RefinedInputs.Of(Trusted, Model); private init; }

    /// <summary>
    /// The same with the Trusted files that the Refined tables were made of. Row ids and keys of Refined tables are those of these
    /// files alone, so whatever is read together with a Refined table is read from here, and not from what was published since. What no
    /// Refined table is made of is what it is today.
    /// </summary>
    public PublishedTables AsRefined => field ??= WithFilesOf(Refined);

    /// <summary>The Trusted files that the Refined tables were made of and that are published no more.</summary>
    public IReadOnlyList<ManifestInput> Superseded { get; private init; } = [];

    /// <summary>The Trusted files that Refined tables would be made of today, and that the published ones were not made of.</summary>
    public IEnumerable<ManifestTable> FilesBehindRefined
    {
        get
        {
            var used = (Refined?.Inputs ?? []).Select(input => (input.Key, input.Checksum)).ToHashSet();
            return Refined is null ? [] : TrustedFiles.Where(file => Model.IsNamedByRefined(file.Table) && !used.Contains((file.Key, file.Checksum)));
        }
    }

    /// <summary>The day as of which they are read; null for the newest.</summary>
    public DateOnly? Day { get; private init; }

    /// <summary>Reads the manifests.</summary>
    public static async Task<PublishedTables> ReadAsync(ILakeStore store, TableModel model, DateOnly? day, CancellationToken cancellationToken)
    {
        LakeObjectQuery.ThrowIfAbsent(store);
        var manifests = new ManifestStore(store);
        var trusted = new List<TableManifest>();
        await foreach (var manifest in manifests.ReadAllAsync(TableLayer.Trusted, day, cancellationToken).ConfigureAwait(false))
        {
            trusted.Add(manifest with { Inputs = [] });
        }

        var refined = await manifests.NewestDayAsync(TableLayer.Refined, day, cancellationToken).ConfigureAwait(false) is { } newest
            ? await manifests.ReadAsync(TableLayer.Refined, newest, cancellationToken).ConfigureAwait(false)
            : null;
        return new PublishedTables(trusted, refined, model) { Day = day };
    }

    /// <summary>Whether the same builds are published.</summary>
    public bool IsSameAs(PublishedTables other) => Refined?.Built == other.Refined?.Built && Trusted.Select(day => day.Built).SequenceEqual(other.Trusted.Select(day => day.Built));

    /// <summary>The tables that a query is answered from.</summary>
    /// <param name="tables">The tables that it names, in any case.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableNotFound"/>; <see cref="DataLakeError.TablesOutdated"/>.</exception>
    public PublishedTables For(IReadOnlyCollection<string> tables)
    {
        var contracts = tables.Select(table => ContractOf(table.ToLowerInvariant())).ToList();
        if (!contracts.Exists(contract => contract.Layer == TableLayer.Refined && contract.Table != RejectsTable.Name))
        {
            return this;
        }

        return AsRefined.Superseded.FirstOrDefault(file => contracts.Exists(contract => IsOf(file, contract))) is { } superseded
            ? throw Outdated($"'{superseded.Key}', which they were made of, is published no more", superseded.Key)
            : AsRefined;

        // Where a manifest does not say it, a file may be of any table.
        static bool IsOf(ManifestInput file, TableContract contract) =>
            contract.Table == RejectsTable.Name || (contract.Layer == TableLayer.Trusted && (file.Table ?? contract.Table) == contract.Table);
    }

    /// <summary>The same for a query of a user, to whom no answer is better than one of a Trusted table that has no data.</summary>
    /// <param name="tables">The tables that it names, in any case.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableNotFound"/>; <see cref="DataLakeError.TablesOutdated"/>.</exception>
    public PublishedTables WithDataFor(IReadOnlyCollection<string> tables)
    {
        var published = For(tables);
        foreach (var table in tables.Select(table => table.ToLowerInvariant()).Where(table => ContractOf(table).Layer == TableLayer.Trusted && !published.Has(table)))
        {
            throw Has(table)
                ? Outdated($"they were made before there was data of '{table}'", table)
                : new DataLakeException(
                    DataLakeError.TableNotFound,
                    $"The lake has no data of the table '{table}'{(Day is { } day ? string.Create(CultureInfo.InvariantCulture, $" up to {day:yyyy-MM-dd}") : string.Empty)}.",
                    $"Bring it into the lake, and make the tables{HowTo.BuildTables}; see which there are{HowTo.ListTables}.",
                    table);
        }

        return published;
    }

    /// <summary>The raw objects that the Refined tables come from, in the order of their keys; the manifests are read again.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.BuildConflict"/> where another build was published since.</exception>
    public async Task<IReadOnlyList<ManifestInput>> RawInputsAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        var used = (Refined?.Inputs ?? []).Select(input => (input.Key, input.Checksum)).ToHashSet();
        var manifests = new ManifestStore(store);
        var read = OrderedStream.SelectAsync(
            AsyncSequence.Of(Trusted), ManifestStore.ReadAtOnce, (day, token) => manifests.InputsAsync(day, UsedFoldersOf(day), token), cancellationToken);
        var inputs = new List<ManifestInput>();
        await foreach (var ofDay in read.ConfigureAwait(false))
        {
            inputs.AddRange(ofDay);
        }

        inputs.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return inputs;

        HashSet<string> UsedFoldersOf(TableManifest day) =>
            day.Tables.Where(table => used.Contains((table.Key, table.Checksum))).Select(table => table.RawFolder).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>What the data tests of the Trusted tables find; the manifests of the days whose files count are read again.</summary>
    /// <param name="store">The lake.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.BuildConflict"/> where another build was published since.</exception>
    public async Task<IReadOnlyList<LakeTableFinding>> TestTrustedAsync(ILakeStore store, CancellationToken cancellationToken)
    {
        var keys = TrustedFiles.Select(file => file.Key).ToHashSet(StringComparer.Ordinal);
        var manifests = new ManifestStore(store);
        var tested = OrderedStream.SelectAsync(
            AsyncSequence.Of(Trusted.Where(day => day.Tables.Any(file => keys.Contains(file.Key)))), ManifestStore.ReadAtOnce, FindingsOfAsync, cancellationToken);
        var findings = new List<LakeTableFinding>();
        await foreach (var ofDay in tested.ConfigureAwait(false))
        {
            findings.AddRange(ofDay);
        }

        return findings;

        async Task<IReadOnlyList<LakeTableFinding>> FindingsOfAsync(TableManifest day, CancellationToken token)
        {
            var inputs = await manifests.InputsAsync(day, day.Tables.Select(file => file.RawFolder!).ToHashSet(StringComparer.Ordinal), token).ConfigureAwait(false);
            var tables = day.Tables.Where(file => keys.Contains(file.Key)).Select(file => file.Table).ToHashSet(StringComparer.Ordinal);
            return [.. TrustedTests.FindingsOf(day.Tables, inputs, Model).Where(finding => tables.Contains(finding.Table)).Select(finding => new LakeTableFinding(finding.Table, finding.Test, finding.Key, finding.Finding))];
        }
    }

    /// <summary>Whether a table is published.</summary>
    public bool Has(string table) => TrustedFiles.Any(file => file.Table == table) || Refined?.Tables.Any(file => file.Table == table) == true;

    /// <summary>The contract of a published table, with the columns that it was published with, or of an empty one of the model.</summary>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.TableNotFound"/>.</exception>
    public TableContract ContractOf(string table)
    {
        if (table == RejectsTable.Name)
        {
            return RejectsTable.Contract;
        }

        var contract = Model.Tables.GetValueOrDefault(table);
        if (TrustedFiles.Where(file => file.Table == table).ToList() is { Count: > 0 } trusted)
        {
            return (contract ?? new TableContract { Table = table, Layer = TableLayer.Trusted, Columns = [] }) with { Columns = RefinedInputs.ColumnsOf(trusted) };
        }

        if (Refined?.Tables.FirstOrDefault(file => file.Table == table) is { } refined)
        {
            return (contract ?? new TableContract { Table = table, Layer = TableLayer.Refined, Columns = [] }) with { Columns = refined.Columns };
        }

        if (contract is not null)
        {
            return contract;
        }

        throw new DataLakeException(DataLakeError.TableNotFound, $"There is no table '{table}'.", $"See which there are{HowTo.ListTables}, or make them{HowTo.BuildTables}.", table);
    }

    /// <summary>Throws if a Refined table has not been built; queries find a Trusted one that no raw data became empty.</summary>
    public void ThrowIfNotBuilt(TableContract contract)
    {
        if (contract.Layer == TableLayer.Refined && contract.Table != RejectsTable.Name)
        {
            ThrowIfAbsent(contract);
        }
    }

    /// <summary>Throws if a table is not published, so that nothing is said of rows that it does not have.</summary>
    public void ThrowIfAbsent(TableContract contract)
    {
        // A seed has its rows from the model.
        if (contract.Layer is not null && contract.Table != RejectsTable.Name && !Has(contract.Table))
        {
            throw new DataLakeException(
                DataLakeError.TableNotFound, $"The table '{contract.Table}' has not been built in this lake.", $"Make the tables{HowTo.BuildTables}.", contract.Table);
        }
    }

    private PublishedTables WithFilesOf(TableManifest? refined)
    {
        // A key comes back with other bytes at times, so the checksum counts as well.
        var inputs = refined?.Inputs ?? [];
        var used = inputs.Select(input => (input.Key, input.Checksum)).ToHashSet();
        var tables = inputs.Select(input => input.Table).ToHashSet(StringComparer.Ordinal);
        if (used.SetEquals(TrustedFiles.Where(file => IsOfRefined(file.Table)).Select(file => (file.Key, file.Checksum))))
        {
            return this;
        }

        List<ManifestTable> files = [.. Trusted.SelectMany(day => day.Tables).Where(file => used.Remove((file.Key, file.Checksum))), .. TrustedFiles.Where(file => !IsOfRefined(file.Table))];
        files.Sort((left, right) => string.CompareOrdinal(left.Key, right.Key));
        return this with { TrustedFiles = files, Superseded = [.. inputs.Where(input => used.Contains((input.Key, input.Checksum)))] };

        // A manifest that does not name tables is one that has the files of all.
        bool IsOfRefined(string table) => tables.Contains(table) || tables.Contains(null) || Model.IsNamedByRefined(table);
    }

    private static DataLakeException Outdated(string what, string target) => new(
        DataLakeError.TablesOutdated, $"The Refined tables are behind the Trusted ones: {what}.", $"Make the tables{HowTo.BuildTables}; if a build is running, wait for its end.", target);
}
