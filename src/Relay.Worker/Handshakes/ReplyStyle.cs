namespace Relay.Worker.Handshakes;

/// <summary>How a client learns what became of its wish.</summary>
internal enum ReplyStyle
{
    /// <summary>By the connection itself: data, or RST.</summary>
    None,
    Socks4,
    Socks5,
}
