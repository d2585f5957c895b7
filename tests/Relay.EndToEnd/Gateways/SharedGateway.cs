using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>The tests that share one running gateway, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedGateway : ICollectionFixture<RunningGateway>
{
    public const string Name = "gateway";
}
