namespace DataLakeTools.Core.Tests.Costs;

/// <summary>Tests beside which nothing else runs.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
#pragma warning disable CA1515, CA1711 // xunit finds collections by a public type, and they are named so.
public sealed class AloneCollection;
#pragma warning restore CA1515, CA1711
