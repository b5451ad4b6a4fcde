namespace DataLakeTools.Core.Storage.Folder;

/// <summary>Remembers which folders a write had to make, so that a failed write takes the empty ones away again.</summary>
internal sealed class NewFolders
{
    private readonly List<string> _made = [];

    public void Create(string folder)
    {
        var missing = new Stack<string>();
        for (var current = folder; current is not null && !Directory.Exists(current); current = Path.GetDirectoryName(current))
        {
            missing.Push(current);
        }

        foreach (var current in missing)
        {
            Directory.CreateDirectory(current);
            _made.Add(current);
        }
    }

    /// <summary>Makes the names of the new folders last: each lives in the folder above it.</summary>
    public void FlushToDisk()
    {
        foreach (var folder in _made)
        {
            DirectoryEntry.FlushToDisk(Path.GetDirectoryName(folder)!);
        }
    }

    public void RemoveEmpty()
    {
        for (var i = _made.Count - 1; i >= 0; i--)
        {
            try
            {
                Directory.Delete(_made[i], recursive: false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // Not empty (somebody else uses it) or already gone: either way it is not ours to remove.
                return;
            }
        }
    }
}
