using Microsoft.Extensions.Logging;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Resolving;

/// <summary>The servers of <c>resolv.conf</c>, as it is now. One per loop.</summary>
internal sealed class ResolvConfFile(string path, ILogger logger, string? preferred = null) : IResolverSettings
{
    public const string DefaultPath = "/etc/resolv.conf";

    private readonly FollowedFile<ResolvConf> file = new(path, preferred, 64 << 10, ResolvConf.Parse, (place, why) => Log.ResolvConfUnreadable(logger, place, why));

    /// <summary>The file of the system, or that of a namespace where it has one.</summary>
    public static ResolvConfFile Of(string? netns, ILogger logger) => new(DefaultPath, logger, NamespaceFile.Of(netns, "resolv.conf"));

    public string Place => file.Place;

    public ResolvConf Current(long now) => file.Current(now);
}
