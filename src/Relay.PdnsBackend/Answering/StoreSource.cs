using Microsoft.Extensions.Logging;
using Relay.Store;

namespace Relay.PdnsBackend.Answering;

/// <summary>Where <see cref="OpenedStore"/> comes from.</summary>
internal static class StoreSource
{
    public static async Task<OpenedStore> OpenAsync(StoreOptions options, ILoggerFactory loggers, CancellationToken cancellation)
    {
        RelayStore store = await RelayStore.OpenAsync(options, StoreRole.DnsBackend, loggers, TimeProvider.System, cancellation);
        return new OpenedStore(store.Phantoms, store.Snapshots, store);
    }
}
