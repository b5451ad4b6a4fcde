namespace DataLakeTools.Core.Tests.Storage.S3;

public sealed class S3LakeStoreTests : LakeStoreTests
{
    protected override async Task<TestLake> StartAsync() => await S3TestLake.StartAsync();
}
