using System.Runtime.CompilerServices;

namespace DataLakeTools.Core.Tests.Tmdb;

/// <summary>Recorded answers of the real TMDB: beside the repository, not in it.</summary>
internal static class TmdbFixtures
{
    public static string? Folder { get; } = Find();

    public static string Require()
    {
        Skip.If(Folder is null, "shared/fixtures/tmdb is not beside the repository.");
        return Folder!;
    }

    private static string? Find([CallerFilePath] string source = "")
    {
        for (var folder = Directory.GetParent(source); folder is not null; folder = folder.Parent)
        {
            var fixtures = Path.Combine(folder.FullName, "shared", "fixtures", "tmdb");
            if (File.Exists(Path.Combine(fixtures, "manifest.json")))
            {
                return fixtures;
            }
        }

        return null;
    }
}
