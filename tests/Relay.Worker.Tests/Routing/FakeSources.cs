using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Tests.Routing;

/// <summary>Source addresses that a test says; of other destinations nothing is known.</summary>
internal sealed class FakeSources(IReadOnlyDictionary<NetAddress, SourceAddress> known) : ISourceAddresses
{
    public static readonly FakeSources None = new(new Dictionary<NetAddress, SourceAddress>());

    /// <summary>How often somebody wanted to know.</summary>
    public int Asked { get; private set; }

    public ValueTask<SourceAddress> FindAsync(Upstream way, NetAddress destination)
    {
        Asked++;
        return new(known.GetValueOrDefault(destination));
    }

    public static CandidateRanking Ranking(EventLoop loop, FakeSources? sources = null) => new(loop, sources ?? None, new AddressHistory());
}
