using Relay.Worker.Linux;

namespace Relay.Worker.Sockets;

/// <summary>
/// Sockets of other network namespaces, one thread for each: entered when first asked for, and anew when its name has come to mean another (ip-netns(8) deletes and
/// makes them). Shared by all loops.
/// </summary>
internal sealed class NamespaceSockets : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, (FileIdentity Identity, NamespaceThread Thread)> entered = [];

    /// <exception cref="LinuxException">The namespace is not there, or may not be entered.</exception>
    public Task<IoResult> OpenAsync(string netns, ushort family, int type)
    {
        lock (gate)
            return ThreadOf(netns).RunAsync(() => Libc.TryOpenSocket(family, type));
    }

    public void Dispose()
    {
        lock (gate)
        {
            foreach ((_, NamespaceThread thread) in entered.Values)
                thread.Dispose();
            entered.Clear();
        }
    }

    private NamespaceThread ThreadOf(string netns)
    {
        FileIdentity identity = Libc.IdentityOf(NamespaceThread.PathOf(netns));
        if (entered.TryGetValue(netns, out (FileIdentity Identity, NamespaceThread Thread) known))
        {
            if (known.Identity == identity)
                return known.Thread;
            // It serves first what was asked of it.
            known.Thread.Dispose();
            entered.Remove(netns);
        }
        NamespaceThread thread = NamespaceThread.Enter(netns);
        entered.Add(netns, (identity, thread));
        return thread;
    }
}
