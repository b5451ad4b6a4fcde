using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Settings;

/// <summary>
/// A <c>.env</c> file: <c>NAME=value</c> lines, comments with <c>#</c>, an optional <c>export</c> in front, values bare
/// or in single or double quotes. Values are secrets: no error and no <see cref="object.ToString"/> shows one.
/// </summary>
public static class EnvironmentFile
{
    private const string SessionToken = "AWS_SESSION_TOKEN";
    private const string AccessKeyId = "AWS_ACCESS_KEY_ID";
    private const int LargestFile = 1024 * 1024;

    // The shared AWS files have these names in lower case, and people paste them; the SDK reads them in upper case.
    private static readonly string[] UpperCasedPrefixes = ["aws_", "tmdb_", "datalake_"];

    /// <summary>Reads a file.</summary>
    /// <param name="path">The full path of the file.</param>
    /// <returns>The variables in the order of the file; of a repeated name the last value counts.</returns>
    /// <exception cref="DataLakeException">The file is not there, cannot be read or is not valid.</exception>
    public static IReadOnlyList<EnvironmentVariable> Read(string path)
    {
        try
        {
            var bytes = SmallFile.Read(path, LargestFile) ?? throw new DataLakeException(
                DataLakeError.InvalidEnvironmentFile, $"'{path}' has more than {LargestFile} bytes; no environment file is that large.", "Name a file of NAME=value lines.", path);
            using var text = new StreamReader(new MemoryStream(bytes), new UTF8Encoding(false, throwOnInvalidBytes: true));
            return Parse(text.ReadToEnd(), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new DataLakeException(DataLakeError.SourceNotFound, $"There is no file '{path}'.", "Check the path.", path, exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(DataLakeError.SourceUnreadable, $"'{path}' could not be read: {exception.Message}", "Check the rights of the file.", path, exception);
        }
        catch (DecoderFallbackException exception)
        {
            throw new DataLakeException(DataLakeError.InvalidEnvironmentFile, $"'{path}' is not UTF-8 text.", "Save the file as UTF-8.", path, exception);
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">The name of the file in errors.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.InvalidEnvironmentFile"/>.</exception>
    public static IReadOnlyList<EnvironmentVariable> Parse(string text, string path)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reader = new EnvironmentFileReader(text.TrimStart('\uFEFF'), path);
        var found = new Dictionary<string, EnvironmentVariable>(StringComparer.Ordinal);
        while (reader.TryReadNext(out var name, out var value, out var line))
        {
            var normalized = Array.Exists(UpperCasedPrefixes, prefix => name.StartsWith(prefix, StringComparison.Ordinal)) ? name.ToUpperInvariant() : name;
            found.Remove(normalized);
            found.Add(normalized, new EnvironmentVariable(normalized, value, line));
        }

        return [.. found.Values.OrderBy(variable => variable.Line)];
    }

    /// <summary>
    /// Sets variables in the environment of this process. If the variables have an access key without a session token, an
    /// existing session token is removed: it belongs to other credentials, and AWS rejects the combination.
    /// </summary>
    /// <param name="variables">The variables.</param>
    /// <returns>What was done to which name.</returns>
    public static IReadOnlyList<EnvironmentChange> Apply(IReadOnlyList<EnvironmentVariable> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        var changes = new List<EnvironmentChange>();
        foreach (var variable in variables)
        {
            var before = Environment.GetEnvironmentVariable(variable.Name);
            Environment.SetEnvironmentVariable(variable.Name, variable.Value);
            changes.Add(new EnvironmentChange(
                variable.Name,
                before is null ? EnvironmentAction.Set : before == variable.Value ? EnvironmentAction.Unchanged : EnvironmentAction.Replaced,
                variable.Line));
        }

        if (variables.Any(variable => variable.Name == AccessKeyId) && variables.All(variable => variable.Name != SessionToken)
            && Environment.GetEnvironmentVariable(SessionToken) is not null)
        {
            Environment.SetEnvironmentVariable(SessionToken, null);
            changes.Add(new EnvironmentChange(SessionToken, EnvironmentAction.Removed, Line: 0));
        }

        return changes;
    }
}
