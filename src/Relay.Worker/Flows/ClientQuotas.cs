using System.Runtime.InteropServices;
using Relay.Store.Model;

namespace Relay.Worker.Flows;

/// <summary>The open flows of each client. A client is one address, /32 or /128: on a private network hosts share their /64. Thread-safe.</summary>
internal sealed class ClientQuotas(int limit)
{
    private readonly Dictionary<NetAddress, int> open = [];

    /// <summary>Clients with open flows.</summary>
    public int Count
    {
        get
        {
            lock (open)
                return open.Count;
        }
    }

    /// <summary>False when the client has all it may.</summary>
    public bool TryTake(NetAddress client)
    {
        lock (open)
        {
            ref int taken = ref CollectionsMarshal.GetValueRefOrAddDefault(open, client, out _);
            if (taken >= limit)
                return false;
            taken++;
            return true;
        }
    }

    public void GiveBack(NetAddress client)
    {
        lock (open)
        {
            if (--CollectionsMarshal.GetValueRefOrNullRef(open, client) == 0)
                open.Remove(client);
        }
    }
}
