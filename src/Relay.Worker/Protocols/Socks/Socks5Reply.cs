using Relay.Store.Model;

namespace Relay.Worker.Protocols.Socks;

/// <summary>An upstream's answer to CONNECT. <see cref="Bound"/> is unset where it failed, or named its own end instead of giving the address.</summary>
internal readonly record struct Socks5Reply(byte Code, NetAddress Bound, ushort Port)
{
    public Outcome Outcome => SocksReply.OutcomeOf(Code);
}
