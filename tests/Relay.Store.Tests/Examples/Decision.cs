using Relay.Store.Model;

namespace Relay.Store.Tests.Examples;

/// <summary>What the rules decide about a flow, in the name stage or (with an address) in the address stage: kind, upstream, resolve, resolver, own_host, where to.</summary>
internal sealed record Decision(
    string? Domain, ushort Port, string Decided, string? Address = null, string Client = "192.0.2.9", string Listener = "socks", LearntBy LearntBy = LearntBy.SocksName);
