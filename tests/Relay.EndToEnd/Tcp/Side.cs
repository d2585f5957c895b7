namespace Relay.EndToEnd.Tcp;

/// <summary>Who acts.</summary>
public enum Side
{
    Client,
    Server,
}
