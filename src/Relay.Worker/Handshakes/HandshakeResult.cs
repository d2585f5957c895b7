namespace Relay.Worker.Handshakes;

/// <summary>An intent, or why there is none.</summary>
internal readonly record struct HandshakeResult(Intent? Intent, string? Failure)
{
    public static HandshakeResult Failed(string why) => new(null, why);

    public static implicit operator HandshakeResult(Intent intent) => new(intent, null);
}
