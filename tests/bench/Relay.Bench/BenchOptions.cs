namespace Relay.Bench;

/// <param name="Rounds">How often each measure is taken of each contender.</param>
/// <param name="Seconds">How long a measure lasts.</param>
/// <param name="Only">Words; where there are any, a measure or contender must be named so, or where none is, contain it: one of the words that fit any of its kind.</param>
/// <param name="Congestion">The congestion control of all connections, of client, relays and server alike: the kernel's name for it.</param>
/// <param name="Output">The directory for the results.</param>
internal sealed record BenchOptions(int Rounds, int Seconds, IReadOnlyList<string> Only, string Congestion, string Output)
{
    /// <summary>Those that the words choose; all but those on request, where no word fits one of them.</summary>
    public IReadOnlyList<T> Choose<T>(IReadOnlyList<T> all, Func<T, string> nameOf, params IReadOnlyList<T> onRequest)
    {
        T[] known = [.. all, .. onRequest];
        bool IsNamed(T each, string word) => nameOf(each).Equals(word, StringComparison.OrdinalIgnoreCase);
        T[] chosen = [.. known.Where(each => Only.Any(word => IsNamed(each, word) || (!known.Any(other => IsNamed(other, word)) && nameOf(each).Contains(word, StringComparison.OrdinalIgnoreCase))))];
        return chosen.Length > 0 ? chosen : all;
    }
}
