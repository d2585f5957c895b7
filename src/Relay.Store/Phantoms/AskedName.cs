using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>A name, and who asked for it first: that client's limit counts it.</summary>
internal readonly struct AskedName(DomainName domain, NetAddress client) : IEquatable<AskedName>
{
    public DomainName Domain => domain;

    public NetAddress Client => client;

    public bool Equals(AskedName other) => domain == other.Domain;

    public override bool Equals(object? obj) => obj is AskedName other && Equals(other);

    public override int GetHashCode() => domain.GetHashCode();
}
