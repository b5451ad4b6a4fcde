using DataLakeTools.Core.Errors;
using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Verification;

public sealed class FolderLakeVerifierTests : LakeVerifierTests
{
    protected override Task<TestLake> StartAsync() => Task.FromResult<TestLake>(new FolderTestLake());

    [Fact]
    public async Task A_folder_that_is_not_there_is_an_error_and_no_good_lake()
    {
        await using var lake = new FolderTestLake();

        var refusal = await Assert.ThrowsAsync<DataLakeException>(() => TestAsync(lake, new LakeObjectQuery()));

        Assert.Equal(DataLakeError.LakeNotFound, refusal.Error);
    }
}
