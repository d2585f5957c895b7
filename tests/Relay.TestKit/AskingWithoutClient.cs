using Relay.Store;
using Relay.Store.Model;

namespace Relay.TestKit;

/// <summary>Look-ups of which it does not matter who asks, and which no limit may stand against.</summary>
public static class AskingWithoutClient
{
    private static readonly NetAddress Nobody = NetAddress.Parse("192.0.2.99");

    public static async ValueTask<Phantom> AssignAsync(this IPhantoms phantoms, DomainName domain, CancellationToken cancellation) =>
        await phantoms.AssignAsync(domain, Nobody, cancellation).ConfigureAwait(false) is { Limit: PhantomLimit.None } assigned
            ? assigned.Phantom
            : throw new InvalidOperationException($"{domain} got no phantom because of a limit");

    public static async ValueTask<DomainName?> FindAsync(this IPhantoms phantoms, Phantom phantom, CancellationToken cancellation) =>
        await phantoms.FindAsync(phantom, Nobody, cancellation).ConfigureAwait(false) is { Limit: PhantomLimit.None } found
            ? found.Domain
            : throw new InvalidOperationException($"{phantom} was not looked up because of a limit");
}
