namespace Relay.Store.Model.Rules;

/// <summary>Gives equal values one index, in the order in which they came.</summary>
internal sealed class Interned<T> where T : notnull
{
    private readonly List<T> values = [];
    private readonly Dictionary<T, int> indexes = [];

    public T[] ToArray() => [.. values];

    public int IndexOf(T value)
    {
        if (!indexes.TryGetValue(value, out int index))
        {
            indexes.Add(value, index = values.Count);
            values.Add(value);
        }
        return index;
    }
}
