using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Routing;

/// <summary>What other network namespaces take for their own; each is known from when it is first asked for, and anew when its name has come to mean another. Shared by all loops.</summary>
internal sealed class NamespaceGuards(ILogger logger) : IDisposable
{
    /// <summary>Of a namespace that cannot be read anything may be its own.</summary>
    private static readonly OwnHostGuard Everything = new([NetPrefix.Parse("::/0")]);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Known> known = [];

    /// <exception cref="LinuxException">It is not there, or may not be entered: nothing can be dialed there.</exception>
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
            if (its.Addresses.HasChanged())
                its.Guard = null;
            return (its.Guard ??= Read(netns, its.Addresses)) ?? Everything;
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

    /// <summary>Null where the next one who asks is to read again.</summary>
    private OwnHostGuard? Read(string netns, LocalAddresses addresses)
    {
        try
        {
            return new OwnHostGuard(addresses.Read());
        }
        catch (LinuxException failure)
        {
            Log.NamespaceUnreadable(logger, netns, failure.Message);
            return null;
        }
    }

    private sealed class Known(FileIdentity identity, LocalAddresses addresses)
    {
        public FileIdentity Identity => identity;

        public LocalAddresses Addresses => addresses;

        public OwnHostGuard? Guard { get; set; }
    }
}
