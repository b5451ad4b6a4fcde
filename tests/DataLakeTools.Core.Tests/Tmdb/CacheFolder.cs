namespace DataLakeTools.Core.Tests.Tmdb;

internal sealed class CacheFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("tmdb-cache-").FullName;

    public string[] Files => Directory.GetFiles(Path, "*", SearchOption.AllDirectories);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
