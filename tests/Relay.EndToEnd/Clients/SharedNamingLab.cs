using Xunit;

namespace Relay.EndToEnd.Clients;

/// <summary>The tests that share one lab, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class SharedNamingLab : ICollectionFixture<NamingLab>
{
    public const string Name = "clients of names";
}
