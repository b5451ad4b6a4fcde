namespace DataLakeTools.Core.Tests.Storage.Folder;

public sealed class FolderLakeStoreTests : LakeStoreTests
{
    protected override Task<TestLake> StartAsync() => Task.FromResult<TestLake>(new FolderTestLake());
}
