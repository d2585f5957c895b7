namespace Relay.Store.Model;

/// <summary>A compiled row of <c>resolver</c>: a way to resolve names, for rules to choose. Made by <see cref="SnapshotCompiler"/>.</summary>
public sealed record NameResolver
{
    public required string Name { get; init; }
    public required ResolverKind Kind { get; init; }

    /// <summary>Of <see cref="ResolverKind.Dns"/>; empty for other kinds.</summary>
    public IReadOnlyList<NameServer> Servers { get; init; } = [];

    /// <summary>As written: what was learnt of it stays while that does, whatever becomes of other rows.</summary>
    public required ResolverRow Row { get; init; }

    /// <summary>Null unless the row cannot be used: then what is wrong, and flows of rules that name it are refused.</summary>
    public string? Defect { get; init; }
}
