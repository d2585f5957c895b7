using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Routing;

/// <summary>Finds out what decides when a candidate is tried. One a loop.</summary>
internal sealed class CandidateRanking(EventLoop loop, ISourceAddresses sources, AddressHistory history)
{
    public AddressHistory History => history;

    public ValueTask<RankedCandidate> RankAsync(Candidate candidate)
    {
        Upstream way = candidate.Upstream;
        AddressPast past = history.Find(way.Name, candidate.Address, loop.UtcTicks);
        ValueTask<SourceAddress> source = sources.FindAsync(way, candidate.Address);
        return source.IsCompletedSuccessfully ? new(new RankedCandidate(candidate, source.Result, past)) : WhenFoundAsync(candidate, source, past);
    }

    private static async ValueTask<RankedCandidate> WhenFoundAsync(Candidate candidate, ValueTask<SourceAddress> source, AddressPast past) =>
        new(candidate, await source, past);
}
