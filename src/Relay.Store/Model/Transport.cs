namespace Relay.Store.Model;

/// <summary>The transport of a flow (<c>connection.transport</c>, <c>rule.transport</c>).</summary>
public enum Transport
{
    Tcp, Udp,
}
