using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>The tests that share one relay between raw sockets.</summary>
[CollectionDefinition(Name)]
public sealed class SharedLab : ICollectionFixture<TcpLab>
{
    public const string Name = "tcp";
}
