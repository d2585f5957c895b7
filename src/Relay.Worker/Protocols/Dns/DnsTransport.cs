namespace Relay.Worker.Protocols.Dns;

/// <summary>How a question came. Only over UDP is a reply short, and only in TLS is its length worth hiding.</summary>
internal enum DnsTransport
{
    Udp, Tcp, Tls,
}
