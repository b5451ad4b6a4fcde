using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Lake;

namespace DataLakeTools.Core.Tables.Contracts;

/// <summary>
/// The model: the contracts of all tables, the SQL of the Refined ones, the seeds and the questions. It ships inside the program; a folder of
/// the same layout adds files to it and replaces those of the same name.
/// </summary>
public sealed partial class TableModel
{
    private const string TrustedFolder = "trusted";
    private const string RefinedFolder = "refined";
    private const string SeedFolder = "seeds";
    private const string ContractExtension = ".json";

    // What is no table: SQL of an engine's own, and questions, which are read where they are asked.
    private static readonly string[] OtherFolders = ["sources/", "questions/"];

    // Files of the folder module/model are resources of this assembly under this prefix and their path.
    private const string ResourcePrefix = "model/";

    private readonly Dictionary<string, TableContract> _tables = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, ModelFile> _files;
    private HashSet<string>? _namedByRefined;

    private TableModel(SortedDictionary<string, ModelFile> files)
    {
        _files = files;
        foreach (var (path, file) in files)
        {
            if (path.EndsWith(ContractExtension, StringComparison.Ordinal) && LayerOf(path) is { } folder)
            {
                Add(Read(path, folder, file));
            }
        }
    }

    /// <summary>The tables and seeds by their names.</summary>
    public IReadOnlyDictionary<string, TableContract> Tables => _tables;

    /// <summary>The tables of one layer, in the order of their names.</summary>
    /// <param name="layer">The layer; null for the seeds.</param>
    public IEnumerable<TableContract> Of(TableLayer? layer) =>
        _tables.Values.Where(table => table.Layer == layer).OrderBy(table => table.Table, StringComparer.Ordinal);

    /// <summary>
    /// Whether a Refined table may be made, tested or traced with a table: its name stands somewhere in SQL of the Refined tables. That is
    /// said without an engine, and of a table whose name is also that of a column too often.
    /// </summary>
    /// <param name="table">The name of the table.</param>
    internal bool IsNamedByRefined(string table) => (_namedByRefined ??= WordsOfRefined()).Contains(table);

    /// <summary>The text of another file of the model; null if there is none.</summary>
    /// <param name="path">Its path in the model, with <c>/</c>.</param>
    public string? TextOf(string path) => _files.TryGetValue(path, out var file) ? file.Text : null;

    /// <summary>The files of a folder of the model that have an extension, by their paths in the model.</summary>
    /// <param name="folder">The folder, with <c>/</c> at its end.</param>
    /// <param name="extension">The extension, with its dot.</param>
    internal IEnumerable<KeyValuePair<string, ModelFile>> FilesOf(string folder, string extension) => _files.Where(file =>
        file.Key.StartsWith(folder, StringComparison.Ordinal) && file.Key.EndsWith(extension, StringComparison.Ordinal));

    /// <summary>Reads the model that ships, and a folder over it.</summary>
    /// <param name="folder">The folder; null for none.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>.</exception>
    public static TableModel Load(string? folder = null) => Of([.. Shipped(), .. folder is null ? [] : InFolder(folder)]);

    /// <summary>Makes a model of files.</summary>
    /// <param name="files">Files by their paths in the model; of several with one path the last counts.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>.</exception>
    internal static TableModel Of(IEnumerable<KeyValuePair<string, ModelFile>> files)
    {
        var byPath = new SortedDictionary<string, ModelFile>(StringComparer.Ordinal);
        foreach (var (path, file) in files)
        {
            byPath[path] = file;
        }

        return new TableModel(byPath);
    }

    /// <summary>The files of a folder that is laid out as a model, by their paths in it.</summary>
    /// <param name="folder">The folder.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>.</exception>
    internal static IReadOnlyList<KeyValuePair<string, ModelFile>> InFolder(string folder)
    {
        try
        {
            return
            [
                .. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                    .Select(path => (Path: path, InModel: Path.GetRelativePath(folder, path).Replace(Path.DirectorySeparatorChar, '/')))
                    .Where(file => LayerOf(file.InModel) is not null || OtherFolders.Any(other => file.InModel.StartsWith(other, StringComparison.Ordinal)))
                    .Select(file => KeyValuePair.Create(file.InModel, ModelFile.Of(file.Path, File.ReadAllText(file.Path)))),
            ];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(
                DataLakeError.InvalidModel, $"The model in '{folder}' cannot be read: {exception.Message}", "Name a folder with the folders trusted, refined, seeds and questions.", folder, exception);
        }
    }

    /// <summary>Whether a resource of this assembly is the contract of a Trusted table.</summary>
    /// <param name="resource">The name of the resource.</param>
    internal static bool IsTrustedContract(string resource) =>
        PathOf(resource) is { } path && path.StartsWith(TrustedFolder + "/", StringComparison.Ordinal) && path.EndsWith(ContractExtension, StringComparison.Ordinal);

    private HashSet<string> WordsOfRefined() => Of(TableLayer.Refined)
        .SelectMany(table => table.Tests.Select(test => test.Sql).Append(table.Sql).Append(table.Trace))
        .SelectMany(sql => Word().Matches(sql ?? string.Empty).Select(word => word.Value))
        .Concat(Of(TableLayer.Refined).SelectMany(table => table.References.Select(reference => reference.Table)))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<KeyValuePair<string, ModelFile>> Shipped()
    {
        var assembly = typeof(TableModel).Assembly;
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (PathOf(name) is { } path)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
                yield return KeyValuePair.Create(path, ModelFile.Of(path, reader.ReadToEnd()));
            }
        }
    }

    // The path in the model; null if the resource is something else.
    private static string? PathOf(string resource) => resource.StartsWith(ResourcePrefix, StringComparison.Ordinal) ? resource[ResourcePrefix.Length..].Replace('\\', '/') : null;

    private static string? LayerOf(string path) =>
        path.IndexOf('/', StringComparison.Ordinal) is var slash and > 0 && path[..slash] is TrustedFolder or RefinedFolder or SeedFolder ? path[..slash] : null;

    /// <summary>Reads a file of the model that is JSON.</summary>
    /// <typeparam name="T">What it says.</typeparam>
    /// <param name="file">The file.</param>
    /// <param name="type">How it is read.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidModel"/>.</exception>
    internal static T Read<T>(ModelFile file, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(file.Text, type) ?? throw Invalid(file, "it is null");
        }
        catch (JsonException exception)
        {
            throw Invalid(file, ReasonOf(exception), exception);
        }
    }

    private TableContract Read(string path, string folder, ModelFile file)
    {
        var contract = Read(file, ContractJsonContext.Default.TableContract);
        var stem = path[..^ContractExtension.Length];
        var sql = folder == RefinedFolder ? TextOf(stem + ".sql") ?? throw Invalid(file, "there is no file of the same name with .sql beside it") : null;
        var seed = folder == SeedFolder ? _files.GetValueOrDefault(stem + ".csv") ?? throw Invalid(file, "there is no file of the same name with .csv beside it") : null;
        Check(contract, file, folder);
        return contract with
        {
            Layer = folder switch { TrustedFolder => TableLayer.Trusted, RefinedFolder => TableLayer.Refined, _ => null },
            Sql = sql,
            Seed = seed is null ? null : SeedCsv.Read(seed, contract),
            Fingerprint = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{file.Text}\0{sql}\0{seed?.Text}")))[..16],
        };
    }

    private static void Check(TableContract contract, ModelFile file, string folder)
    {
        if (TableNames.SnakeCase(contract.Table) != contract.Table)
        {
            throw Invalid(file, $"the name of the table '{contract.Table}' is not snake_case of ASCII letters, digits and underscores");
        }

        if (contract.Columns.Count == 0)
        {
            throw Invalid(file, "it has no columns");
        }

        if (contract.Columns.GroupBy(column => column.Name, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw Invalid(file, $"the column '{twice.Key}' stands in it twice");
        }

        var unknown = contract.Key.Concat(contract.References.SelectMany(reference => reference.Columns)).Append(contract.Latest).Append(contract.Prefer)
            .FirstOrDefault(name => name is not null && contract.Columns.All(column => column.Name != name));
        if (unknown is not null)
        {
            throw Invalid(file, $"it names the column '{unknown}', which it does not have");
        }

        if (folder == TrustedFolder && contract.Columns.FirstOrDefault(column => TableContract.ReservedColumns.Contains(column.Name, StringComparer.Ordinal)) is { } reserved)
        {
            throw Invalid(file, $"the column '{reserved.Name}' has a name that every Trusted table has for itself");
        }

        if (folder == TrustedFolder && contract.From is null)
        {
            throw Invalid(file, "a Trusted table needs 'from', which says the raw objects that it is made of");
        }

        if (folder == TrustedFolder && contract.Columns.FirstOrDefault(column => column.Source.Count == 0) is { } sourceless)
        {
            throw Invalid(file, $"the column '{sourceless.Name}' has no source");
        }

        if (contract.From?.Format == LakeConvention.CsvFormat && contract.Columns.FirstOrDefault(column => !IsOfText(column.Type)) is { } nested)
        {
            throw Invalid(file, $"the column '{nested.Name}' of a CSV file is '{nested.Type}', and the text of a field is one value or a list of such values");
        }

        if (contract.Columns.FirstOrDefault(column => column.Split is "") is { } unsplit)
        {
            throw Invalid(file, $"the column '{unsplit.Name}' is split at a text without characters");
        }

        if (contract.MaxAgeDays is not null && (folder != TrustedFolder || contract.MaxAgeDays < 0))
        {
            throw Invalid(file, "'maxAgeDays' is a number of days from 0, of a Trusted table");
        }

        if (contract.OtherFields is not null && folder != TrustedFolder)
        {
            throw Invalid(file, "'otherFields' is of a Trusted table");
        }

        if (folder == RefinedFolder && contract.Key.Count == 0)
        {
            throw Invalid(file, "a Refined table needs a key, which its rows are sorted by");
        }
    }

    private static bool IsOfText(ColumnType type) => (type.Kind == ColumnKind.Array ? type.Element! : type).Kind is not (ColumnKind.Array or ColumnKind.Row);

    private void Add(TableContract contract)
    {
        if (!_tables.TryAdd(contract.Table, contract))
        {
            throw new DataLakeException(
                DataLakeError.InvalidModel, $"The model has two tables of the name '{contract.Table}'.", "Give one of them another name.", contract.Table);
        }
    }

    // The messages of System.Text.Json speak of types of ours.
    private static string ReasonOf(JsonException exception)
    {
        var message = exception.Message;
        return UnknownProperty().Match(message) is { Success: true } unknown ? $"no such file has the property {unknown.Value}"
            : RepeatedProperty().Match(message) is { Success: true } repeated ? $"it has the property {repeated.Value} twice"
            : MissingProperties().Match(message) is { Success: true } missing ? $"it lacks {missing.Value}"
            : UnfitValue().IsMatch(message) ? $"the value of {exception.Path} is null or of another kind than it has to be"
            : message.TrimEnd('.');
    }

    [GeneratedRegex("[A-Za-z0-9_]+")]
    private static partial Regex Word();

    [GeneratedRegex("(?<=property )'[^']*'(?= could not be mapped)")]
    private static partial Regex UnknownProperty();

    [GeneratedRegex("(?<=^Duplicate property )'[^']*'")]
    private static partial Regex RepeatedProperty();

    [GeneratedRegex("(?<=required properties including: )'.*'")]
    private static partial Regex MissingProperties();

    [GeneratedRegex("doesn't allow (setting )?null values|could not be converted")]
    private static partial Regex UnfitValue();

    /// <summary>The error of a file of the model that is not valid.</summary>
    internal static DataLakeException Invalid(ModelFile file, string what, Exception? cause = null) => new(
        DataLakeError.InvalidModel, $"The model's file '{file.Path}' is not valid: {what}.", "Mend the file; about_LakeTables says what a contract has, and what a question.", file.Path, cause);
}
