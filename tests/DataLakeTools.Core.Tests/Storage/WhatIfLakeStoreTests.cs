using DataLakeTools.Core.Storage;
using DataLakeTools.Core.Tests.Storage.Folder;

namespace DataLakeTools.Core.Tests.Storage;

public sealed class WhatIfLakeStoreTests
{
    [Fact]
    public async Task Files_do_not_wait_for_each_other()
    {
        await using var lake = new FolderTestLake();
        await using var store = lake.Open();
        var whatIf = new WhatIfLakeStore(store);
        await using var one = whatIf.BeginUpload(new LakeWrite("a.csv", 1, WriteCondition.IfAbsent, "text/csv"));
        await using var other = whatIf.BeginUpload(new LakeWrite("b.csv", 1, WriteCondition.IfAbsent, "text/csv"));
        using var part = await one.RentAsync(CancellationToken.None);

        var rented = other.RentAsync(new CancellationToken(canceled: false));

        Assert.True(rented.IsCompleted);
        (await rented).Dispose();
    }
}
