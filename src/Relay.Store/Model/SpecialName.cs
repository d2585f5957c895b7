namespace Relay.Store.Model;

/// <summary>What a name of the <see cref="SpecialDomain"/> stands for: an address, or (where <paramref name="Literal"/> is null) a member of a substitution group.</summary>
public readonly record struct SpecialName(NetAddress? Literal, uint Group, uint Number);
