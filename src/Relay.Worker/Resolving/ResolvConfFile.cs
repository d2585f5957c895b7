using Microsoft.Extensions.Logging;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Resolving;

/// <summary>
/// Follows <c>resolv.conf</c>: looked at when somebody asks, at most once a second. It is read rather than watched, for it is often a link to a file that is
/// replaced; it is a few hundred bytes. While it cannot be read, what it last said holds. One per loop.
/// </summary>
internal sealed class ResolvConfFile(string path, ILogger logger, string? preferred = null) : IResolverSettings
{
    public const string DefaultPath = "/etc/resolv.conf";

    /// <summary>Where ip-netns(8) has the files that stand in for those of /etc in a namespace.</summary>
    private const string NamespaceDirectory = "/etc/netns";

    private const long Interval = 1000;
    private const int MaxBytes = 64 << 10;

    private ResolvConf conf = ResolvConf.Default;
    private string? text;
    private long lookedAt = long.MinValue / 2;
    private bool unreadable;

    /// <summary>The file of the system, or that of a namespace where it has one.</summary>
    public static ResolvConfFile Of(string? netns, ILogger logger) =>
        new(DefaultPath, logger, netns is null || netns.Contains('/', StringComparison.Ordinal) ? null : Path.Combine(NamespaceDirectory, netns, "resolv.conf"));

    public string Place => preferred is not null && File.Exists(preferred) ? preferred : path;

    public ResolvConf Current(long now)
    {
        if (now - lookedAt < Interval)
            return conf;
        lookedAt = now;
        try
        {
            string read = Read();
            unreadable = false;
            if (read == text)
                return conf;
            text = read;
            conf = ResolvConf.Parse(read);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            if (!unreadable)
                Log.ResolvConfUnreadable(logger, Place, failure.Message);
            unreadable = true;
        }
        return conf;
    }

    private string Read()
    {
        using StreamReader reader = new(Place);
        char[] buffer = new char[MaxBytes];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }
}
