using DataLakeTools.Core.Lake;
using DataLakeTools.Core.Storage;

namespace DataLakeTools.Core.Tests.Storage.Folder;

/// <summary>A lake in a folder of its own.</summary>
public sealed class FolderTestLake : TestLake
{
    private readonly string _parent = Directory.CreateTempSubdirectory("datalake-test-").FullName;

    public FolderTestLake() => Address = LakeAddress.Parse(Path.Combine(_parent, "lake"));

    public override LakeAddress Address { get; }

    public override LakeStoreOptions Options { get; init; } = new();

    public string Root => Address.BucketOrFolder;

    public override IReadOnlyDictionary<string, byte[]> Objects => Files
        .Where(file => !file.EndsWith(".partial", StringComparison.Ordinal))
        .ToDictionary(file => Path.GetRelativePath(Root, file).Replace('\\', '/'), File.ReadAllBytes);

    public override IReadOnlyList<string> Leftovers =>
    [
        .. Files.Where(file => file.EndsWith(".partial", StringComparison.Ordinal)),
        .. Directory.EnumerateDirectories(_parent, "*", SearchOption.AllDirectories)
            .Where(folder => !Directory.EnumerateFileSystemEntries(folder).Any()),
    ];

    private string[] Files => Directory.Exists(Root) ? Directory.GetFiles(Root, "*", SearchOption.AllDirectories) : [];

    protected override ValueTask CloseAsync()
    {
        Directory.Delete(_parent, recursive: true);
        return ValueTask.CompletedTask;
    }
}
