using Relay.Worker.Linux;

namespace Relay.Worker.Routing;

/// <summary>What other network namespaces take for their own; each is known from when it is first asked for, and anew when its name has come to mean another. Shared by all loops.</summary>
internal sealed class NamespaceGuards : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Known> known = [];

    /// <exception cref="LinuxException">It is not there, may not be entered, or cannot be read.</exception>
    public OwnHostGuard Of(string netns)
    {
        lock (gate)
        {
            FileIdentity identity = Libc.IdentityOf(NamespaceThread.PathOf(netns));
            if (known.TryGetValue(netns, out Known? its) && its.Identity != identity)
            {
                known.Remove(netns);
                its.Addresses.Dispose();
                its = null;
            }
            if (its is null)
            {
                its = new Known(identity, LocalAddresses.OpenIn(netns));
                known.Add(netns, its);
            }
            // Read last: where that fails, the next one who asks reads again.
            if (its.Addresses.HasChanged())
                its.Guard = null;
            return its.Guard ??= new OwnHostGuard(its.Addresses.Read());
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach (Known its in known.Values)
                its.Addresses.Dispose();
            known.Clear();
        }
    }

    private sealed class Known(FileIdentity identity, LocalAddresses addresses)
    {
        public FileIdentity Identity => identity;

        public LocalAddresses Addresses => addresses;

        public OwnHostGuard? Guard { get; set; }
    }
}
