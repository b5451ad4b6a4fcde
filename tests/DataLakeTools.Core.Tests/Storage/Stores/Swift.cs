namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>OpenStack Swift.</summary>
public sealed class Swift() : RunningStore("swift.py");
