using DataLakeTools.Core.Tables.Contracts;

namespace DataLakeTools.Core.Tables.Builds;

/// <summary>
/// Which Refined tables have to be made: those of which the model, the Trusted files or the Refined tables that their SQL names are
/// not what they were. A table that is made again and has the bytes of before is no change, so fewer are made than the plan says
/// before the first one is.
/// </summary>
internal sealed class RefinedPlan
{
    /// <summary>Why a table is made whose published file is not what it was.</summary>
    public const string FileLost = "file gone or changed";

    // What only the making of another table decides.
    private const string RefinedMayChange = "Refined may change";

    private readonly BuildContext _build;
    private readonly TableManifest? _newest;
    private readonly IReadOnlySet<string> _lost;
    private readonly Dictionary<string, ManifestTable> _before;
    private readonly HashSet<string> _changedTrusted;
    private readonly Dictionary<string, string?> _reasons;
    private readonly Dictionary<string, ManifestTable> _made = new(StringComparer.Ordinal);

    /// <param name="build">The build it is of.</param>
    /// <param name="newest">The newest manifest of Refined; null where there is none.</param>
    /// <param name="inputs">The Trusted files as of the day.</param>
    /// <param name="stale">Trusted tables that are about to have other files.</param>
    /// <param name="lost">The keys of Refined files that are not in the lake as they were published.</param>
    public RefinedPlan(BuildContext build, TableManifest? newest, IEnumerable<ManifestTable> inputs, IEnumerable<string> stale, IReadOnlySet<string> lost)
    {
        (_build, _newest, _lost) = (build, newest, lost);
        Inputs = [.. inputs.Where(input => build.Model.IsNamedByRefined(input.Table))];
        _before = (newest?.Tables ?? []).ToDictionary(table => table.Table, StringComparer.Ordinal);
        var before = (newest?.Inputs ?? []).ToLookup(input => input.Table ?? string.Empty, input => (input.Key, input.Checksum, input.Size, input.Rows), StringComparer.Ordinal);
        var now = Inputs.ToLookup(input => input.Table, input => (input.Key, input.Checksum, input.Size, input.Rows), StringComparer.Ordinal);
        _changedTrusted = before.Concat(now).Select(table => table.Key).Where(table => !before[table].SequenceEqual(now[table]))
            .Concat(stale.Where(build.Model.IsNamedByRefined)).ToHashSet(StringComparer.Ordinal);
        _reasons = build.Model.Of(TableLayer.Refined).ToDictionary(contract => contract.Table, OwnReason, StringComparer.Ordinal);
        while (_reasons.FirstOrDefault(table => table.Value is null && ReadsOf(table.Key).Any(IsChanged)).Key is { } reader)
        {
            _reasons[reader] = RefinedMayChange;
        }

        IsUpToDate = newest is not null && !build.Options.Force && _changedTrusted.Count == 0 && _before.Count == _reasons.Count && _reasons.Values.All(reason => reason is null);
        if (!IsUpToDate)
        {
            KeepNoneUnless(newest?.Program == build.Options.Program);
        }
    }

    /// <summary>The Trusted files that Refined tables are made of.</summary>
    public IReadOnlyList<ManifestTable> Inputs { get; }

    /// <summary>Whether the newest manifest stands as it is.</summary>
    public bool IsUpToDate { get; }

    /// <summary>How many tables are made, and how many are tested, as far as is known.</summary>
    public int Steps => _reasons.Values.Count(reason => reason is not null) + _reasons.Keys.Count(HasToTest);

    /// <summary>A table as it was published; null where it was not.</summary>
    public ManifestTable? Before(string table) => _before.GetValueOrDefault(table);

    /// <summary>The results of the data tests of a table as they were published.</summary>
    public IEnumerable<ManifestTest> TestsBefore(string table) => (_newest?.Tests ?? []).Where(test => test.Table == table);

    /// <summary>Why a table is published, as far as is known; null where the file stays that is there.</summary>
    public string? ReasonToPublish(string table) => _reasons[table] ?? (_newest!.Day == _build.Options.Day ? null : "day changed");

    /// <summary>Why a table is made; null where it is not. It is asked of each table behind those that its SQL names.</summary>
    public string? ReasonToMake(string table)
    {
        if (_reasons[table] == RefinedMayChange)
        {
            _reasons[table] = ReadsOf(table).Any(IsChanged) ? "Refined changed" : null;
        }

        return _reasons[table];
    }

    /// <summary>
    /// Whether the data tests of a table have to run: they hold for what they have read. Where they found something it is found
    /// again, so that nobody takes it for mended.
    /// </summary>
    public bool HasToTest(string table) =>
        _reasons[table] is not null
        || (_before[table].TestReads ?? []).Any(name => _changedTrusted.Contains(name) || IsChanged(name))
        || TestsBefore(table).Any(test => test.Findings > 0);

    /// <summary>Keeps nothing that another version of the engine has made, whose bytes may be others.</summary>
    /// <param name="engine">The engine and its version.</param>
    public void KeepOnlyOf(string engine) => KeepNoneUnless(_newest?.Engine == engine);

    /// <summary>Notes that the published file of a table is not what it was, so that it is made.</summary>
    public void Lose(string table) => _reasons[table] = FileLost;

    /// <summary>Notes that a table was made.</summary>
    public void Made(ManifestTable file) => _made[file.Table] = file;

    private IReadOnlyList<string> ReadsOf(string table) => _before[table].Reads ?? [];

    // Of a Refined table: whether it is, or may become, another than was published.
    private bool IsChanged(string table) =>
        _made.TryGetValue(table, out var made) ? ContentOf(made) != ContentOf(Before(table)) : _reasons.GetValueOrDefault(table) is not null;

    private static (string? Checksum, long? Size, long? Rows) ContentOf(ManifestTable? file) => (file?.Checksum, file?.Size, file?.Rows);

    private string? OwnReason(TableContract contract) =>
        _build.Options.Force ? "forced"
        : Before(contract.Table) is not { } before ? TableBuilder.New
        : before.Model != _build.RefinedModelOf(contract, before.Reads ?? [], before.TestReads ?? []) ? TableBuilder.ModelChanged
        : ReadsOf(contract.Table).Any(_changedTrusted.Contains) ? "Trusted changed"
        : _lost.Contains(before.Key) ? FileLost
        : null;

    private void KeepNoneUnless(bool isSameVersion)
    {
        foreach (var table in isSameVersion ? [] : _reasons.Where(table => table.Value is null or RefinedMayChange).ToList())
        {
            _reasons[table.Key] = "version changed";
        }
    }
}
