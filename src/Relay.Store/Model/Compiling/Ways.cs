namespace Relay.Store.Model.Compiling;

/// <summary>What rules name: the compiled rows of <c>upstream</c> and of <c>resolver</c>.</summary>
internal sealed record Ways(IReadOnlyDictionary<string, Upstream> Upstreams, IReadOnlyDictionary<string, NameResolver> Resolvers);
