namespace Relay.Store.Model.Zones;

/// <summary>Names in lower case as keys: a part of a longer one needs no string of its own.</summary>
internal sealed class NameComparer : IEqualityComparer<ReadOnlyMemory<char>>
{
    public static readonly NameComparer Instance = new();

    private NameComparer()
    {
    }

    public bool Equals(ReadOnlyMemory<char> left, ReadOnlyMemory<char> right) => left.Span.SequenceEqual(right.Span);

    public int GetHashCode(ReadOnlyMemory<char> name) => string.GetHashCode(name.Span);
}
