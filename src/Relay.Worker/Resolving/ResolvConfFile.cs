using Microsoft.Extensions.Logging;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Resolving;

/// <summary>
/// Follows <c>resolv.conf</c>: looked at when somebody asks, at most once a second. It is read rather than watched, for it is often a link to a file that is
/// replaced; it is a few hundred bytes. While it cannot be read, what it last said holds. One per loop.
/// </summary>
internal sealed class ResolvConfFile(string path, ILogger logger) : IResolverSettings
{
    public const string DefaultPath = "/etc/resolv.conf";

    private const long Interval = 1000;
    private const int MaxBytes = 64 << 10;

    private ResolvConf conf = ResolvConf.Default;
    private string? text;
    private long lookedAt = long.MinValue / 2;
    private bool unreadable;

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
                Log.ResolvConfUnreadable(logger, path, failure.Message);
            unreadable = true;
        }
        return conf;
    }

    private string Read()
    {
        using StreamReader reader = new(path);
        char[] buffer = new char[MaxBytes];
        return new string(buffer, 0, reader.ReadBlock(buffer));
    }
}
