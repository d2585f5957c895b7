namespace Relay.EndToEnd.Tcp;

/// <summary>How a client comes to the relay.</summary>
public enum Way
{
    Transparent,
    Socks,
}
