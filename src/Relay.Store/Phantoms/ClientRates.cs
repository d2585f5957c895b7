using Relay.Store.Model;

namespace Relay.Store.Phantoms;

/// <summary>A rate for each client, and one for all together. A client over its own takes nothing from the others. Thread-safe.</summary>
/// <param name="perClient">A second, of one client.</param>
/// <param name="all">A second, of all.</param>
/// <param name="burstSeconds">How many seconds of a rate may come at once.</param>
/// <param name="isExempt">Clients without a rate of their own.</param>
/// <param name="time">The clock.</param>
public sealed class ClientRates(double perClient, double all, double burstSeconds, Func<NetAddress, bool> isExempt, TimeProvider time)
{
    /// <summary>Clients remembered; a client that was forgotten begins with a full burst, which the rate of all still bounds.</summary>
    private const int Remembered = 65_536;

    private readonly BoundedCache<NetAddress, TokenBucket> clients = new(Remembered);
    private readonly TokenBucket together = new(all, all * burstSeconds, time);
    private readonly Lock adding = new();

    public RateExcess Take(NetAddress client)
    {
        TokenBucket? own = BucketOf(client);
        if (own?.TryTake() == false)
            return RateExcess.OfClient;
        if (together.TryTake())
            return RateExcess.None;
        own?.GiveBack();
        return RateExcess.OfAll;
    }

    public void GiveBack(NetAddress client)
    {
        BucketOf(client)?.GiveBack();
        together.GiveBack();
    }

    private TokenBucket? BucketOf(NetAddress client)
    {
        if (isExempt(client))
            return null;
        if (clients.TryGet(client, out TokenBucket? known))
            return known;
        lock (adding)
        {
            if (clients.TryGet(client, out known))
                return known;
            TokenBucket made = new(perClient, perClient * burstSeconds, time);
            clients.Set(client, made);
            return made;
        }
    }
}
