using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage.Folder;

namespace DataLakeTools.Core.Answers;

/// <summary>Writes a file of this machine, whole or not at all, as an editor saves one.</summary>
internal static class PageFile
{
    /// <summary>The file that a path means: where links lead.</summary>
    /// <param name="path">The full path.</param>
    /// <exception cref="DataLakeException"><see cref="DataLakeError.OutputFailed"/>: it is a folder, a device, read-only, or in no folder.</exception>
    public static string Resolve(string path)
    {
        var target = new FileInfo(path).LinkTarget is null ? path : File.ResolveLinkTarget(path, returnFinalTarget: true)!.FullName;
        var folder = Path.GetDirectoryName(target);
        var fault = Directory.Exists(target) ? "is a folder"
            : !Directory.Exists(folder) ? $"would be in the folder '{folder}', which is not there"
            : !File.Exists(target) ? null
            : IsDevice(target) || SpecialFile.Is(target) ? "is no file but a device or a pipe"
            : File.GetAttributes(target).HasFlag(FileAttributes.ReadOnly) ? "is read-only"
            : null;
        return fault is null
            ? target
            : throw new DataLakeException(DataLakeError.OutputFailed, $"'{path}' {fault}; nothing was written.", "Name a file in a folder that is there and may be written.", path);
    }

    /// <summary>Puts new content in the place of what a file has, with the rights that it had.</summary>
    /// <param name="target">A result of <see cref="Resolve"/>.</param>
    /// <param name="content">The content.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public static async Task ReplaceAsync(string target, ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var partial = $"{target}.{Guid.NewGuid():N}.partial";
        try
        {
            var file = new FileStream(partial, OptionsFor(target));
            await using (file.ConfigureAwait(false))
            {
                await file.WriteAsync(content, cancellationToken).ConfigureAwait(false);
            }

            File.Move(partial, target, overwrite: true);
        }
        catch
        {
            File.Delete(partial);
            throw;
        }
    }

    private static FileStreamOptions OptionsFor(string target)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, Options = FileOptions.Asynchronous };
        if (!OperatingSystem.IsWindows() && File.Exists(target))
        {
            options.UnixCreateMode = File.GetUnixFileMode(target);
        }

        return options;
    }

    // .NET does not tell a device from a file; devices have no size and stand in /dev, where only shm has files.
    private static bool IsDevice(string target) =>
        target.StartsWith("/dev/", StringComparison.Ordinal) && !target.StartsWith("/dev/shm/", StringComparison.Ordinal) && new FileInfo(target).Length == 0;
}
