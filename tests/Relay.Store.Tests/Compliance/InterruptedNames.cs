using System.Collections;

namespace Relay.Store.Tests.Compliance;

/// <summary>Names of a list during whose first reading something else happens.</summary>
internal sealed class InterruptedNames(IReadOnlyCollection<string> names, Func<Task> meanwhile) : IReadOnlyCollection<string>
{
    private bool hasHappened;

    public int Count => names.Count;

    public IEnumerator<string> GetEnumerator()
    {
        if (!hasHappened)
        {
            hasHappened = true;
            Task.Run(meanwhile).GetAwaiter().GetResult();
        }
        return names.GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
