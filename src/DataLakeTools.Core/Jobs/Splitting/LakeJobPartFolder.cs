using System.Text;
using DataLakeTools.Core.Errors;

namespace DataLakeTools.Core.Jobs.Splitting;

/// <summary>A folder that holds the parts of a job, from one split only.</summary>
/// <param name="folder">The full path of the folder.</param>
/// <param name="name">What the parts are named after, as <see cref="LakeJobSplitter"/> has taken it.</param>
public sealed class LakeJobPartFolder(string folder, string name)
{
    internal const string Extension = ".json";

    /// <summary>The parts of an earlier split that are not among these: run together with them, they would do the same work twice.</summary>
    /// <param name="parts">The parts.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.SourceUnreadable"/>.</exception>
    public IReadOnlyList<string> OthersThan(IReadOnlyList<LakeJobPart> parts) => Guarded(() =>
    {
        var own = parts.Select(part => part.Name).ToHashSet(StringComparer.Ordinal);
        return !Directory.Exists(folder) ? (IReadOnlyList<string>)[] :
        [
            .. Directory.EnumerateFiles(folder, $"{name}-part-*{Extension}").Where(file => IsPart(file) && !own.Contains(Path.GetFileNameWithoutExtension(file))).Order(StringComparer.Ordinal),
        ];
    });

    /// <summary>The file of a part.</summary>
    /// <param name="part">The part.</param>
    public string PathOf(LakeJobPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        return Path.Combine(folder, part.Name + Extension);
    }

    /// <summary>Whether the file of a part is there and says something else.</summary>
    /// <param name="part">The part.</param>
    public bool HasOther(LakeJobPart part) => Guarded(() => File.Exists(PathOf(part)) && File.ReadAllText(PathOf(part)) != part.Json);

    /// <summary>Writes a part.</summary>
    /// <param name="part">The part.</param>
    /// <returns>The file.</returns>
    public FileInfo Write(LakeJobPart part) => Guarded(() =>
    {
        Directory.CreateDirectory(folder);
        File.WriteAllText(PathOf(part), part.Json, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return new FileInfo(PathOf(part));
    });

    /// <summary>Removes the file of a part of an earlier split.</summary>
    /// <param name="file">The full path of the file.</param>
    public void Remove(string file) => Guarded<object?>(() =>
    {
        File.Delete(file);
        return null;
    });

    /// <summary>The error for a folder that has other parts of the same job.</summary>
    public DataLakeException AlreadySplit() => new(
        DataLakeError.InvalidOption,
        $"The folder '{folder}' has other parts of '{name}' already.",
        $"Give another {LakeSetting.Destination}, or replace them with {LakeSetting.Force}.",
        folder);

    private bool IsPart(string file) =>
        Path.GetFileNameWithoutExtension(file).AsSpan(name.Length + "-part-".Length) is { Length: 4 } digits && digits.IndexOfAnyExceptInRange('0', '9') < 0;

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataLakeException(
                DataLakeError.LakeWriteFailed, $"The parts could not be written to '{folder}': {exception.Message}", "Check the rights of the folder.", folder, exception);
        }
    }
}
