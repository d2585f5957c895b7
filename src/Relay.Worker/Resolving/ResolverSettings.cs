using Microsoft.Extensions.Logging;
using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>Where the servers to ask come from.</summary>
internal static class ResolverSettings
{
    /// <summary>The servers that the administrator named, or where there are none those of <c>resolv.conf</c>.</summary>
    public static IResolverSettings Of(IReadOnlyList<NetAddress> servers, ILogger logger) =>
        servers.Count > 0 ? new FixedSettings(ResolvConf.Of(servers)) : new ResolvConfFile(ResolvConfFile.DefaultPath, logger);
}
