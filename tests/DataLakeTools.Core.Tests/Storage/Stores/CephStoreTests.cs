namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>Ceph 16 compares If-Match without quotes, and passes over conditions of completions and removals.</summary>
public sealed class CephStoreTests(Ceph ceph) : StoreTests(ceph), IClassFixture<Ceph>
{
    protected override bool KnowsConditions => true;

    protected override bool KnowsTags => true;

    protected override string NotTaken => "encrypt";
}
