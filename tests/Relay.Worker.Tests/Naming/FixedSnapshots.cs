using Relay.Store;
using Relay.Store.Model;

namespace Relay.Worker.Tests.Naming;

internal sealed class FixedSnapshots(Snapshot? current) : ISnapshots
{
    public Snapshot? Current { get; } = current;

    public event Action<Snapshot>? Swapped
    {
        add { }
        remove { }
    }
}
