using Relay.Store.Model;

namespace Relay.Store;

/// <summary>How many names may get a phantom, and how long one that nobody uses is kept.</summary>
public sealed record PhantomOptions
{
    /// <summary>The limits on new names are rates, and this many seconds of one may come at once.</summary>
    public const int BurstSeconds = 10;

    /// <summary>New names a second of one client. Default 100.</summary>
    public int NewNamesPerClient { get; init; } = 100;

    /// <summary>New names a second of the process. Default 5,000.</summary>
    public int NewNames { get; init; } = 5000;

    /// <summary>
    /// How long new names wait for others to share a commit with, where many are asked for at once: about what a commit takes. Default 1 ms; zero: not at all.
    /// </summary>
    public TimeSpan Gathering { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>How many names a process knows from its start, the newest of the table; it then learns what others give, too. 0: it looks up what it is asked for. Default 50,000, some 10 MB.</summary>
    public int KnownAtStart { get; init; } = 50_000;

    /// <summary>
    /// Runs what tells all who waited for one answer of the database, one after another. A host with event loops wakes each of them once, at the end. Default: runs it.
    /// </summary>
    public Action<Action> TellTogether { get; init; } = static tell => tell();

    /// <summary>Rows of <c>phantom</c> and <c>retired_phantom</c> together. Default 10,000,000.</summary>
    public long MaxNames { get; init; } = 10_000_000;

    /// <summary>Who asks for many clients, and so has no limit of its own. Default: nobody.</summary>
    public IReadOnlyList<NetPrefix> Forwarders { get; init; } = [];

    /// <summary>How old a name is that was never connected to when it is retired. Default 30 days; null: never.</summary>
    public TimeSpan? RetireUnused { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How long a retired name is kept from its last use: longer than any client keeps an address. Default 30 days.</summary>
    public TimeSpan RetiredGrace { get; init; } = TimeSpan.FromDays(30);

    /// <summary>Whether a client has no limit of its own.</summary>
    public bool IsForwarder(NetAddress client)
    {
        foreach (NetPrefix prefix in Forwarders)
        {
            if (prefix.Contains(client))
                return true;
        }
        return false;
    }
}
