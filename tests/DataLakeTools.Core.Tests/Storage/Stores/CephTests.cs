namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>Ceph 16 compares If-Match without quotes, and passes over conditions of completions and removals.</summary>
public sealed class CephTests(Ceph ceph) : StoreTests(ceph), IClassFixture<Ceph>
{
    protected override bool KnowsConditions => true;
}
