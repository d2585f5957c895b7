using Relay.Store.Model;

namespace Relay.Store;

/// <summary>The rules in force.</summary>
public interface ISnapshots
{
    /// <summary>The last good snapshot; null while there has been none: flows are refused and DNS answers SERVFAIL.</summary>
    Snapshot? Current { get; }

    /// <summary>Raised on a store thread after <see cref="Current"/> was replaced.</summary>
    event Action<Snapshot>? Swapped;
}
