namespace Relay.Store.Model;

/// <summary>A row of <c>host</c>: a name with a fixed address on the internet side; several rows, several addresses.</summary>
public sealed record HostRow(string Domain, string Address);
