using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Naming;

namespace Relay.Worker.Hosting;

/// <summary>Opens listeners in the namespaces they name.</summary>
internal static class ListenerOpener
{
    /// <exception cref="ListenerException">Why one cannot be opened, in one line; none is left open then.</exception>
    public static IReadOnlyList<BoundListener> OpenAll(IReadOnlyList<ListenerUrl> urls, int loops)
    {
        List<BoundListener> opened = [];
        try
        {
            foreach (ListenerUrl url in urls)
            {
                TlsIdentity? identity = IdentityOf(url);
                opened.Add(InNamespaceOf(url, () => Open(url, loops)) with { Identity = identity });
            }
            return opened;
        }
        catch
        {
            foreach (int socket in opened.SelectMany(listener => listener.Streams.Concat(listener.Datagrams)))
                Libc.Close(socket);
            throw;
        }
    }

    private static BoundListener Open(ListenerUrl url, int loops)
    {
        HashSet<NetAddress> own = [.. LocalAddresses.ReadOnce().Where(prefix => prefix.Length == 128).Select(prefix => prefix.Address)];
        IReadOnlyList<int> streams = ListenerSockets.OpenStreams(url, url.IsDns ? 1 : loops);
        IReadOnlyList<int> datagrams = url.Kind == ListenerKind.Dns ? [ListenerSockets.OpenDatagram(url)] : [];
        IEnumerable<NetAddress> reachable = url.Kind != ListenerKind.Dns ? [] : IsUnspecified(url.Address) ? own : [url.Address];
        return new BoundListener(new Listener(url.Name, url.Kind, own, url.MaxFlows), streams, datagrams)
        {
            ReachableAs = [.. reachable.Select(address => (url.Netns, new NameServer(address, url.Ports[0])))],
        };
    }

    private static TlsIdentity? IdentityOf(ListenerUrl url)
    {
        try
        {
            return url.Certificate is { } certificate ? new TlsIdentity(certificate, url.Key ?? certificate, TimeProvider.System) : null;
        }
        catch (InvalidDataException unusable)
        {
            throw new ListenerException(url, unusable.Message);
        }
    }

    private static bool IsUnspecified(NetAddress address) => address == default || address == NetAddress.FromIPv4(0);

    private static BoundListener InNamespaceOf(ListenerUrl url, Func<BoundListener> open)
    {
        if (url.Netns is not { } netns)
            return open();
        try
        {
            using NamespaceThread thread = NamespaceThread.Enter(netns);
            return thread.Run(open);
        }
        catch (LinuxException refused)
        {
            throw new ListenerException(url, refused.Message);
        }
    }
}
