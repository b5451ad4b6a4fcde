namespace DataLakeTools.Core.Storage.Folder;

/// <summary>The folders that a write created, so that a failed write can remove them if they are empty.</summary>
internal sealed class CreatedFolders
{
    private readonly List<string> _created = [];

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
            _created.Add(current);
        }
    }

    /// <summary>Flushes the folders that contain the new ones.</summary>
    public void FlushToDisk()
    {
        foreach (var folder in _created)
        {
            DirectoryEntry.FlushToDisk(Path.GetDirectoryName(folder)!);
        }
    }

    public void RemoveEmpty()
    {
        for (var i = _created.Count - 1; i >= 0; i--)
        {
            try
            {
                Directory.Delete(_created[i], recursive: false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // In use by another writer, or already removed.
                return;
            }
        }
    }
}
