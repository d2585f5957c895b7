namespace Relay.Store.Tests.Examples;

/// <summary>What the rules of an example file decide about a flow, in the name stage or (with an address) in the address stage: kind, upstream, own_host.</summary>
internal sealed record Decision(
    string File, string? Domain, ushort Port, string Decided, string? Address = null, string Client = "192.0.2.9", string Listener = "socks");
