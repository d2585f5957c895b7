namespace Relay.Worker.Listening;

/// <summary>What a listener speaks: the scheme of its URL.</summary>
internal enum ListenerKind
{
    Transparent, Socks, Dns, Dot,
}
