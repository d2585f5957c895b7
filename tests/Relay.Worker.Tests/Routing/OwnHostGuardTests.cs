using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

public sealed class OwnHostGuardTests
{
    private static readonly OwnHostGuard Guard = new([NetPrefix.Parse("192.168.7.5"), NetPrefix.Parse("2001:db8::5/128"), NetPrefix.Parse("127.0.0.0/8")]);

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

    private static NetPrefix? RangeOf(string address, Verdict verdict) =>
        Guard.ForbiddenRangeOf(NetAddress.Parse(address), TestSnapshots.Of(), verdict);
}
