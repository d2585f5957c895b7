using Relay.Store.Model;
using Relay.Worker.Handshakes;

namespace Relay.Worker.Explaining;

/// <summary>What is to be explained: what became of a client that wanted this.</summary>
internal sealed record Inquiry
{
    /// <summary>The name; <c>default</c> where an address is asked for.</summary>
    public DomainName Domain { get; init; }

    public NetAddress Address { get; init; }

    public required ushort Port { get; init; }

    /// <summary>Nobody said which port.</summary>
    public bool IsDefaultPort { get; init; }

    /// <summary>Who asks.</summary>
    public NetAddress Client { get; init; }

    /// <summary>Where it comes in, as rules call it.</summary>
    public required string Listener { get; init; }

    /// <summary>The client names its target to a SOCKS listener. Else it asks DNS for a name, and connects to what it is answered.</summary>
    public bool BySocks { get; init; }

    public bool HasName => Domain.Value is not null;

    public ReplyStyle Reply => BySocks ? ReplyStyle.Socks5 : ReplyStyle.None;
}
