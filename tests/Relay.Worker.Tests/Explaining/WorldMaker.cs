using Relay.Store.Model;
using Relay.Worker.Explaining;

namespace Relay.Worker.Tests.Explaining;

/// <summary>Makes worlds in which rules, names and addresses meet each other, of one random sequence.</summary>
internal sealed class WorldMaker(int seed)
{
    private static readonly string?[] Domains =
        [null, null, "*", "test", ".test", "=test", "b.test", ".b.test", "=a.b.test", "x.b.test", "c.test", "regex:^a", "regex:b", "onion", "=x.onion", "localhost"];

    private static readonly string?[] Networks = [null, null, null, "::/0", "0.0.0.0/0", "10.0.0.0/8", "10.1.0.0/16", "10.0.0.99", "192.0.2.0/24", "2606:4700::/32", "127.0.0.0/8", "fd00::/8"];

    private static readonly string[] Addresses =
        ["10.1.2.3", "10.0.0.99", "192.0.2.1", "1.1.1.1", "9.9.9.9", "127.0.0.1", "2606:4700::1", "2606:4700::2", "fd00::1", "fd00::99", "64:ff9b::a00:63", "::1", "fd75:7265:6c61:7900::1"];

    private readonly Random random = new(seed);

    public World Next() => new()
    {
        Rules = Many(12, i => Rule(i + 1)),
        Disabled = Many(4, i => Rule(i + 101)),
        Hosts = [.. Many(4, _ => new HostRow(Any(World.Names), Any(Addresses))).Distinct()],
        Pinned = Many(2, i => new StaticMappingRow(i, Any(World.Names))),
        Pools = Pools(),
        Groups = [.. Many(2, i => new SubstitutionRow(i, Any("10.1.0.0/16", "2606:4700::/64", null), null, Any(null, "proxy", "nowhere"))).Select(row => row.ToNetwork is null ? row with { ToDomain = Any("{host}.test", "b.test") } : row)],
        Windows = Many(1, _ => new WindowRow("9.9.9.0/24", Any<long?>(null, 0, 1), 0)),
        Upstreams =
        [
            new UpstreamRow { Name = "proxy", Kind = "socks5", Address = "203.0.113.9", Port = 1080 },
            new UpstreamRow { Name = "broken", Kind = "http", Address = "a.test" },
            new UpstreamRow { Name = "direct", Kind = Sometimes(10) ? "unix" : "direct", Address = null },
        ],
        Served = World.Names.Where(_ => !Sometimes(4)).ToDictionary(name => name, _ => Many(5, _ => Any(Addresses)).Distinct().ToArray()),
        Given = Many(5, _ => Any(World.Names)),
        BlockUnmatched = Sometimes(5),
        Asked = Ask(),
    };

    private RuleRow Rule(long id)
    {
        string? network = Any(Networks);
        bool blocks = Sometimes(3);
        (string? toDomain, string? toNetwork, string? toAddress) = Sometimes(2) ? Elsewhere() : default;
        return new RuleRow
        {
            Id = id,
            Priority = random.Next(-1, 2),
            // The second makes a rule that rejects the whole.
            Domain = Sometimes(400) ? "Upper.test" : Any(Domains),
            Network = network,
            Ports = Rarely("443", "80,400-500"),
            Client = Rarely("10.0.0.0/8", "::/0", "fd00::1"),
            Listener = Rarely("lan", "wan"),
            Transport = Rarely("udp", "tcp"),
            LearntBy = Rarely("phantom", "static", "socks_name", "literal"),
            Action = blocks ? "block" : "relay",
            Answer = blocks ? Rarely("nxdomain", "nodata", "192.0.2.1") : null,
            Upstream = blocks ? null : Rarely("proxy", "proxy", "direct", "broken", "nowhere"),
            ToDomain = toDomain,
            ToNetwork = toNetwork,
            ToAddress = toAddress,
            ToPort = Sometimes(8) ? Any(80, 443, 444) : null,
            Resolve = blocks ? null : Rarely("remote", "6_strong", "4_weak", "4_only", "6_only"),
            OwnHost = network is not null && Sometimes(3),
        };
    }

    private (string?, string?, string?) Elsewhere() => random.Next(3) switch
    {
        0 => (Any("{sub}.test", "{sub}.b.test", "a.b.test", "c.test", "x.onion", "{host}.test", "{address}.test", "{sub}"), null, null),
        1 => (null, Any("0.0.0.0/0", "10.0.0.0/8", "2606:4700::/96", "64:ff9b::/96", "2606::/16", "127.0.0.0/8"), null),
        _ => (null, null, Any(Addresses)),
    };

    private PoolRow[] Pools()
    {
        PoolRow common = new("default", "phantom6", World.Pool.ToString(), null);
        return Sometimes(2) ? [common] : [common, new("lan", "phantom6", "fd75:7265:6c61:7901::/64", "lan"), new("nat64", "nat64", "64:ff9b:1::/96", null)];
    }

    private Inquiry Ask()
    {
        Inquiry asked = new()
        {
            Port = Any<ushort>(80, 443, 444),
            Client = NetAddress.Parse(Any("10.0.0.1", "192.0.2.1", "fd00::1")),
            Listener = Any("lan", "wan"),
            BySocks = Sometimes(3),
        };
        return random.Next(10) switch
        {
            < 5 => asked with { Domain = DomainName.Parse(Any(World.Names)) },
            < 8 => asked with { Address = NetAddress.Parse(Any(Addresses)) },
            8 when Sometimes(2) => asked with { Address = PoolAddress.OfMember(World.Pool, (ushort)random.Next(3), (uint)random.Next(70_000)) },
            8 => asked with { Address = PoolAddress.Of(World.Pool, new Phantom(random.Next(1, 6), (uint)(random.Next(0, 5) * 7919 + 1) & Phantom.MaxTag)) },
            _ => asked with { Address = Any(PoolAddress.OfStatic(World.Pool, (uint)random.Next(3)), PoolAddress.OfIPv4(World.Pool, NetAddress.Parse(Any("10.1.2.3", "127.0.0.1"))), NetAddress.Parse("64:ff9b:1::a01:203")) },
        };
    }

    private string? Rarely(params string[] values) => Sometimes(4) ? Any(values) : null;

    private bool Sometimes(int one) => random.Next(one) == 0;

    private T Any<T>(params T[] values) => values[random.Next(values.Length)];

    private T[] Many<T>(int most, Func<int, T> make) => [.. Enumerable.Range(0, random.Next(most + 1)).Select(make)];
}
