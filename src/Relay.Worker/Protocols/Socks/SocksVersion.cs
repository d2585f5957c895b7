namespace Relay.Worker.Protocols.Socks;

/// <summary>The first byte of each dialect; 4a speaks as 4.</summary>
internal enum SocksVersion : byte
{
    Socks4 = 4, Socks5 = 5,
}
