namespace Relay.Store.Model;

/// <summary>TLS on the connection to a proxy.</summary>
/// <param name="Name">The name (or address) that its certificate must be for, and that it is told in the handshake (SNI).</param>
/// <param name="Ca">The file of the certificates, in PEM, one of which must have issued it; null: those that the system trusts.</param>
public sealed record UpstreamTls(string Name, string? Ca);
