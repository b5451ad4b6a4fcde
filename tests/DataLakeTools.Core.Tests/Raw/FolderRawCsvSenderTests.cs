using DataLakeTools.Core.Tests.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Raw;

public sealed class FolderRawCsvSenderTests : RawCsvSenderTests
{
    protected override Task<TestLake> StartAsync() => Task.FromResult<TestLake>(new FolderTestLake());
}
