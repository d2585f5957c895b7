namespace Relay.Store.Model;

/// <summary>A row of <c>pool</c>; <paramref name="Listener"/> null: every listener answers from it.</summary>
public sealed record PoolRow(string Name, string Kind, string Prefix, string? Listener)
{
    public long Ttl { get; init; } = Pool.DefaultTtl;

    public long NegativeTtl { get; init; } = Pool.DefaultNegativeTtl;

    /// <summary>Types, with a comma between.</summary>
    public string? Forward { get; init; }

    /// <summary>Names, with a comma between, or <c>*</c>.</summary>
    public string? CheckExists { get; init; }
}
