using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Resolving;

namespace Relay.Worker.Tests.Explaining;

/// <summary>A resolver whose servers know what a world says.</summary>
internal sealed class WorldResolver(World world) : IResolver
{
    private readonly KnownNames known = new(new Dictionary<DomainName, NetAddress[]>());

    public NameAnswers Ask(in NameQuestion question, Snapshot snapshot) => known.Find(question.Name, snapshot, question.Wanted) ?? Ask(question.Name.Value, question.Wanted);

    private NameAnswers Ask(string name, Families wanted) =>
        !world.Served.TryGetValue(name, out string[]? addresses) ? NameAnswers.Of(LookUp.Of(new DnsResponse(DnsResponseCode.NxDomain, false), "the world"))
        : addresses.Length == 0 ? NameAnswers.Of(LookUp.Failed("no server answers"))
        : NameAnswers.Of([.. addresses.Select(NetAddress.Parse)], ResolutionSource.Server, wanted);
}
