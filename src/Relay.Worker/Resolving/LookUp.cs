using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;

namespace Relay.Worker.Resolving;

/// <summary>What came of asking for one name and type: an answer, also one that says there is nothing (<see cref="Outcome.Ok"/>), or why there is none.</summary>
internal readonly record struct LookUp(Outcome Outcome, DnsResponse Response, string? Reason)
{
    public bool IsAnswered => Outcome == Outcome.Ok;

    public bool HasAddresses => IsAnswered && Response.Addresses.Length > 0;

    public static LookUp Of(in DnsResponse response) => new(Outcome.Ok, response, null);

    public static LookUp Failed(string reason) => new(Outcome.ResolverFailed, default, reason);

    public static LookUp TimedOut(NameServer server) => new(Outcome.Timeout, default, $"the name server {server} did not answer in time");
}
