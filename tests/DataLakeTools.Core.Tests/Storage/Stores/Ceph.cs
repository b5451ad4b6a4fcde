namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>The RADOS Gateway of Ceph.</summary>
public sealed class Ceph() : RunningStore("ceph.py");
