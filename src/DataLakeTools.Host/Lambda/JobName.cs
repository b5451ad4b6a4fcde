using DataLakeTools.Core.Errors;

namespace DataLakeTools.Host.Lambda;

/// <summary>The name of a job document, which cannot lead out of the folder of the jobs.</summary>
internal sealed record JobName
{
    /// <summary>The folder of the jobs, in the package and in the lake.</summary>
    public const string Folder = "jobs";

    private const string Extension = ".json";
    private const int Longest = 200;

    private JobName(string value) => Value = value;

    /// <summary>The name without folder and extension, with <c>/</c> between its levels.</summary>
    public string Value { get; }

    /// <summary>The key in the lake, and the path in the package: <c>jobs/name.json</c>.</summary>
    public string Key => $"{Folder}/{Value}{Extension}";

    /// <summary>What its runs are known by: one level of a key, with a character between folders that no name has.</summary>
    public string Identity => Value.Replace('/', '~');

    /// <summary>Reads a name; <c>daily</c>, <c>daily.json</c> and <c>jobs/daily.json</c> are the same.</summary>
    /// <param name="text">The name.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidEvent"/>.</exception>
    public static JobName Parse(string text)
    {
        var name = text.StartsWith(Folder + "/", StringComparison.Ordinal) ? text[(Folder.Length + 1)..] : text;
        name = name.EndsWith(Extension, StringComparison.Ordinal) ? name[..^Extension.Length] : name;
        return name.Length <= Longest && name.Split('/').All(IsLevel) ? new JobName(name) : throw new DataLakeException(
            DataLakeError.InvalidEvent,
            "'job' of the event cannot be the name of a job.",
            "Name a document of the package's or the lake's folder 'jobs' with letters, digits, '_', '-', '.', blanks, and '/' between folders.",
            text);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Value;

    private static bool IsLevel(string level) =>
        level.Length > 0 && level[0] != '.' && level.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '-' or '.' or ' ');
}
