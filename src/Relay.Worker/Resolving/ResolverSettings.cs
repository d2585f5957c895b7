using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Where the worker's own servers come from.</summary>
internal static class ResolverSettings
{
    /// <summary>
    /// The servers that the administrator named (<c>--resolver</c>), or where there are none those of <c>resolv.conf</c>: in another namespace, of its own file, as
    /// ip-netns(8) has it.
    /// </summary>
    public static Func<string?, IResolverSettings> Of(IReadOnlyList<NetAddress> servers, ILogger logger) => netns =>
        servers.Count > 0 ? new FixedSettings(ResolvConf.Of(servers.Select(server => new NameServer(server))), "--resolver") : ResolvConfFile.Of(netns, logger);
}
