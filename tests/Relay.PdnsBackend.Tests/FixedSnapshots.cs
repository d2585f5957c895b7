using Relay.Store.Model;
using Relay.Store;

namespace Relay.PdnsBackend.Tests;

/// <summary>A snapshot that stays.</summary>
internal sealed class FixedSnapshots(Snapshot? current) : ISnapshots
{
    public event Action<Snapshot>? Swapped
    {
        add { }
        remove { }
    }

    public Snapshot? Current => current;
}
