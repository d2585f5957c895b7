using System.Net;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

public sealed class OwnHostGuardTests
{
    private static readonly OwnHostGuard Guard = new([NetPrefix.Parse("192.168.7.5"), NetPrefix.Parse("2001:db8::5/128"), NetPrefix.Parse("127.0.0.0/8")]);

    private readonly Snapshot snapshot = TestSnapshots.Of([TestSnapshots.DefaultPool, new Pool("nat64", PoolKind.Nat64, NetPrefix.Parse("2001:db8:64::/48"), null)]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("::1")]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("169.254.169.254")]
    [InlineData("fd00:ec2::254")]
    [InlineData("fe80::1")]
    [InlineData("224.0.0.1")]
    [InlineData("ff02::1")]
    [InlineData("255.255.255.255")]
    [InlineData("192.168.7.5")]
    [InlineData("2001:db8::5")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("::ffff:192.168.7.5")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("64:ff9b::c0a8:705")]
    [InlineData("64:ff9b::")]
    [InlineData("64:ff9b:1::169.254.169.254")]
    [InlineData("2002:7f00:1::")]
    [InlineData("2002:c0a8:705::1")]
    [InlineData("fd75:7265:6c61:7900::1")]
    [InlineData("2001:db8:64:7f00:0:100::")]
    public void The_own_host_is_forbidden_in_every_form(string address) => Assert.NotNull(RangeOf(address, default));

    [Theory]
    [InlineData("192.168.7.6")]
    [InlineData("10.0.0.1")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:db8::6")]
    [InlineData("64:ff9b::192.0.2.1")]
    [InlineData("2002:c000:201::1")]
    [InlineData("fd75:7265:6c61:7901::1")]
    public void Other_hosts_are_not(string address) => Assert.Null(RangeOf(address, default));

    /// <summary>A translator looks neither at the suffix nor, as some do, at bits 64 to 71: nothing there makes another address of it.</summary>
    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("192.168.7.5")]
    [InlineData("169.254.169.254")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    public void No_form_of_an_IPv4_address_leads_there_whatever_else_it_carries(string own)
    {
        foreach (string form in FormsOf(own))
        {
            Assert.True(RangeOf(form, default) is not null, form);
            Verdict lifting = new(VerdictKind.Relay, 1, OwnHost: true, Network: NetPrefix.Parse(form));
            Assert.True(snapshot.PoolOf(NetAddress.Parse(form)) is null || RangeOf(form, lifting) is not null, form);
        }
    }

    /// <summary>The same forms of other hosts' addresses, of conflicting private networks too, are ways to them.</summary>
    [Theory]
    [InlineData("192.168.7.6")]
    [InlineData("10.0.0.1")]
    [InlineData("192.0.2.129")]
    [InlineData("8.8.8.8")]
    public void Every_form_of_another_hosts_address_stays_open(string other)
    {
        foreach (string form in FormsOf(other))
        {
            // An address of the pool is told by the listener what it stands for; on the way out there is none.
            Verdict lifting = new(VerdictKind.Relay, 1, OwnHost: true, Network: NetPrefix.Parse(form));
            Assert.True(RangeOf(form, snapshot.PoolOf(NetAddress.Parse(form)) is null ? default : lifting) is null, form);
        }
    }

    [Theory]
    [InlineData("0.0.0.0/8", "64:ff9b:1::")]
    [InlineData("0.0.0.0/8", "64:ff9b:1::1")]
    [InlineData("::/128", "::")]
    [InlineData("::1/128", "::1")]
    public void Nowhere_is_forbidden_too(string range, string address) => Assert.Equal(range, RangeOf(address, default)?.ToString());

    [Fact]
    public void A_rule_lifts_what_is_the_hosts_own_though_it_carries_what_is()
    {
        OwnHostGuard router = new([NetPrefix.Parse("2002:c0a8:705::1"), NetPrefix.Parse("192.168.7.5"), NetPrefix.Parse("::1")]);
        foreach (string own in (string[])["2002:c0a8:705::1", "::1"])
        {
            Verdict lifting = new(VerdictKind.Relay, 1, OwnHost: true, Network: NetPrefix.Parse(own));
            Assert.Null(router.ForbiddenRangeOf(NetAddress.Parse(own), snapshot, lifting));
            Assert.NotNull(router.ForbiddenRangeOf(NetAddress.Parse(own), snapshot, default));
        }
    }

    [Theory]
    [InlineData("127.0.0.0/8", true)]
    [InlineData("127.0.0.1/32", true)]
    [InlineData("0.0.0.0/0", false)]
    public void A_rule_lifts_it_only_where_its_network_lies_within(string network, bool lifted)
    {
        Verdict verdict = new(VerdictKind.Relay, 1, OwnHost: true, Network: NetPrefix.Parse(network));
        Assert.Equal(lifted, RangeOf("127.0.0.1", verdict) is null);
        Assert.NotNull(RangeOf("127.0.0.1", verdict with { OwnHost = false }));
    }

    private NetPrefix? RangeOf(string address, Verdict verdict) => Guard.ForbiddenRangeOf(NetAddress.Parse(address), snapshot, verdict);

    /// <summary>By hand, and not by the code that reads them; where bits are free, they are a public address, or all set.</summary>
    private static IEnumerable<string> FormsOf(string dotted)
    {
        byte[] v4 = IPAddress.Parse(dotted).GetAddressBytes();
        string high = $"{v4[0]:x2}{v4[1]:x2}", low = $"{v4[2]:x2}{v4[3]:x2}";
        yield return $"::ffff:{dotted}";
        yield return $"::{dotted}";
        yield return $"::ffff:0:{dotted}";
        yield return $"64:ff9b::{dotted}";
        yield return $"2001:db8:5:5:0:5efe:{dotted}";
        yield return $"2001:db8:5:5:200:5efe:{dotted}";
        yield return $"2001:0:808:808:0:fff0:{~v4[0] & 255:x2}{~v4[1] & 255:x2}:{~v4[2] & 255:x2}{~v4[3] & 255:x2}";
        yield return $"2001:0:{high}:{low}:0:fff0:f7f7:f7f7";
        foreach (string end in (string[])["::", ":808:808:808:808:808"])
            yield return $"2002:{high}:{low}{end}";
        // Bits 64 to 71, and the suffix; the latter must not read as something forbidden by itself.
        yield return $"64:ff9b:1::{dotted}";
        yield return $"64:ff9b:1:0:{v4[0]:x4}:{v4[1]:x2}{v4[2]:x2}:{v4[3]:x2}00:0";
        yield return $"64:ff9b:1:{v4[0]:x4}:{v4[1]:x4}:{low}::";
        foreach (string prefix in (string[])["64:ff9b:1", "2001:db8:64"])
        {
            yield return $"{prefix}:{high}:{v4[2]:x4}:{v4[3]:x2}00::";
            yield return $"{prefix}:{high}:{v4[2]:x4}:{v4[3]:x2}08:808:808";
            yield return $"{prefix}:{high}:ff{v4[2]:x2}:{v4[3]:x2}08:808:808";
        }
    }
}
