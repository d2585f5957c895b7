namespace Relay.Worker.Protocols.Avahi;

/// <summary>What a reply of avahi-daemon says.</summary>
internal enum AvahiReply
{
    /// <summary>It is an error, or no reply of this protocol.</summary>
    Other,

    Address,

    /// <summary>No machine has answered for the name.</summary>
    NobodyAnswers,
}
