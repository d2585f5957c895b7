using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Tests.Routing;

/// <summary>Source addresses that a test says; of other destinations nothing is known.</summary>
internal sealed class FakeSources(IReadOnlyDictionary<NetAddress, SourceAddress> known) : ISourceAddresses
{
    public static readonly FakeSources None = new(new Dictionary<NetAddress, SourceAddress>());

    public ValueTask<SourceAddress> FindAsync(Upstream way, NetAddress destination) => new(known.GetValueOrDefault(destination));

    public static CandidateRanking Ranking(EventLoop loop) => new(loop, None, new AddressHistory());
}
