using System.Globalization;
using Relay.Store.Model;

namespace Relay.Worker.Resolving;

/// <summary>
/// What resolv.conf(5) tells a relay: the servers and how patiently to ask them. <c>search</c> and <c>ndots</c> are a client's business: names arrive here complete.
/// </summary>
internal sealed record ResolvConf
{
    /// <summary>Without a server there is one on this machine: resolv.conf(5).</summary>
    public static readonly ResolvConf Default = new();

    /// <summary>glibc looks at three; more would only lengthen the wait for a failure.</summary>
    private const int MaxServers = 3;

    public IReadOnlyList<NameServer> Servers { get; init; } = [new(NetAddress.FromIPv4(0x7f000001))];

    /// <summary>For one try of one server. glibc's default of 5 s is longer than people wait for a connection.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How often the list of servers is gone through.</summary>
    public int Attempts { get; init; } = 2;

    /// <summary><c>rotate</c>: each question goes to the next server first, rather than to the one that answered last.</summary>
    public bool Rotates { get; init; }

    /// <summary><c>use-vc</c>: questions go over TCP only.</summary>
    public bool UsesStreams { get; init; }

    /// <summary>The servers that the administrator named.</summary>
    public static ResolvConf Of(IEnumerable<NameServer> servers) => Default with { Servers = [.. servers] };

    /// <summary>Reads the file's text; what is not understood is passed over, as resolv.conf(5) has it.</summary>
    public static ResolvConf Parse(string text)
    {
        List<NameServer> servers = [];
        ResolvConf conf = Default;
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2)
                continue;
            // A link-local server has a zone ("fe80::1%eth0"): it is no address here, and is left out.
            if (words[0] == "nameserver" && servers.Count < MaxServers && NetAddress.TryParse(words[1], out NetAddress address))
                servers.Add(new NameServer(address));
            else if (words[0] == "options")
                conf = words.Skip(1).Aggregate(conf, static (sofar, option) => sofar.With(option));
        }
        return servers.Count > 0 ? conf with { Servers = servers } : conf;
    }

    /// <summary>The limits are glibc's: RES_MAXRETRANS and RES_MAXRETRY.</summary>
    private ResolvConf With(string option)
    {
        if (option == "rotate")
            return this with { Rotates = true };
        if (option == "use-vc")
            return this with { UsesStreams = true };
        if (TryRead(option, "timeout:", 30, out int seconds))
            return this with { Timeout = TimeSpan.FromSeconds(seconds) };
        return TryRead(option, "attempts:", 5, out int attempts) ? this with { Attempts = attempts } : this;
    }

    private static bool TryRead(string option, string key, int limit, out int value)
    {
        value = 0;
        if (!option.StartsWith(key, StringComparison.Ordinal)
            || !int.TryParse(option.AsSpan(key.Length), NumberStyles.None, CultureInfo.InvariantCulture, out value))
            return false;
        value = Math.Clamp(value, 1, limit);
        return true;
    }
}
