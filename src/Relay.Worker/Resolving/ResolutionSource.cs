namespace Relay.Worker.Resolving;

/// <summary>Who says what addresses a name has.</summary>
internal enum ResolutionSource
{
    /// <summary>A DNS server, or its silence.</summary>
    Server,

    /// <summary>The administrator: <c>host</c>, or <c>--host</c>.</summary>
    Host,

    /// <summary>The hosts file of the relay's own machine.</summary>
    File,

    /// <summary>A standard: RFC 6761, RFC 7686.</summary>
    Standard,
}
