namespace DataLakeTools.Core.Tests.Storage.Stores;

/// <summary>Swift refuses conditions of a PUT, holds If-Match of a completion against something else, and knows no CRC-32C.</summary>
public sealed class SwiftStoreTests(Swift swift) : StoreTests(swift), IClassFixture<Swift>
{
    protected override bool KnowsConditions => false;

    protected override bool KnowsTags => false;

    protected override string NotTaken => "block public access";
}
