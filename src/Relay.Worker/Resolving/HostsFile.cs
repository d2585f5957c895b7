using Microsoft.Extensions.Logging;
using Relay.Store.Model;
using Relay.Worker.Telemetry;

namespace Relay.Worker.Resolving;

/// <summary>
/// The names of hosts(5), as they are now: what stands there is not asked for, as <c>files dns</c> of nsswitch.conf(5) has it. One per loop.
/// </summary>
internal sealed class HostsFile(string path, ILogger logger, string? preferred = null)
{
    public const string DefaultPath = "/etc/hosts";

    /// <summary>It is read and compared on the loop: longer lists are for <c>urelay import</c>, or the table <c>host</c>.</summary>
    private const int MaxChars = 1 << 20;

    private readonly FollowedFile<Dictionary<DomainName, NetAddress[]>> file = new(path, preferred, MaxChars, Parse, (place, why) => Log.HostsUnreadable(logger, place, why));

    /// <summary>The file of the system, or that of a namespace where it has one.</summary>
    public static HostsFile Of(string path, string? netns, ILogger logger) =>
        new(path, logger, NamespaceFile.Of(netns, "hosts"));

    /// <summary>Null where it has no address of a wanted family: then others are asked. Where it has one, they are asked for neither.</summary>
    public NameAnswers? Find(DomainName name, Families wanted, long now) =>
        file.Current(now).TryGetValue(name, out NetAddress[]? addresses) && Array.Exists(addresses, address => (wanted & (address.IsIPv4 ? Families.Four : Families.Six)) != 0)
            ? NameAnswers.Of(addresses, ResolutionSource.File, wanted, file.Place)
            : null;

    /// <summary>What is not understood is passed over, an address with a zone (<c>fe80::1%lo</c>) too, for it is none here.</summary>
    internal static Dictionary<DomainName, NetAddress[]> Parse(string text)
    {
        Dictionary<DomainName, List<NetAddress>> names = [];
        foreach (string line in text.Split('\n'))
        {
            string[] words = line.Split('#')[0].Split((char[])[' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
            if (words.Length < 2 || !NetAddress.TryParse(words[0], out NetAddress address))
                continue;
            foreach (string word in words.Skip(1))
            {
                if (!DomainName.TryParse(word, out DomainName name))
                    continue;
                if (!names.TryGetValue(name, out List<NetAddress>? its))
                    names[name] = its = [];
                if (!its.Contains(address))
                    its.Add(address);
            }
        }
        return names.ToDictionary(pair => pair.Key, pair => pair.Value.ToArray());
    }
}
