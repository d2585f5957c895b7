namespace Relay.Store.Model;

/// <summary>A row of <c>resolver</c>: a way to resolve names that rules can choose.</summary>
public sealed record ResolverRow(string Name, string Kind, string? Servers);
