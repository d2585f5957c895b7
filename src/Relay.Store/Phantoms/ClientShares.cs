using System.Runtime.InteropServices;
using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>How many places of a queue each client has: one that floods it takes no more than its share. Thread-safe.</summary>
internal sealed class ClientShares(int share)
{
    private readonly Lock gate = new();
    private readonly Dictionary<NetAddress, int> taken = [];

    public bool TryEnter(NetAddress client)
    {
        lock (gate)
        {
            ref int places = ref CollectionsMarshal.GetValueRefOrAddDefault(taken, client, out _);
            if (places >= share)
                return false;
            places++;
            return true;
        }
    }

    public void Leave(NetAddress client)
    {
        lock (gate)
        {
            ref int places = ref CollectionsMarshal.GetValueRefOrNullRef(taken, client);
            if (--places == 0)
                taken.Remove(client);
        }
    }
}
