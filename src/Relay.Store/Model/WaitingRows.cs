namespace Relay.Store.Model;

/// <summary>The tables that this version does not act on: read, so that their rows can be named in <c>problem</c>.</summary>
public sealed record WaitingRows(IReadOnlyList<ResolverRow> Resolvers)
{
    public static readonly WaitingRows None = new([]);
}
