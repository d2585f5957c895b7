using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Loops;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Routing;

/// <summary>Whose addresses count, by the way out, in namespaces of the test's own: needs root, as the tests of gateways do.</summary>
public sealed class HostGuardTests : IDisposable
{
    private const string InA = "10.11.0.1", InB = "10.12.0.1";

    private static readonly Upstream Direct = new() { Name = "direct", Kind = UpstreamKind.Direct };

    private readonly Netns a = Made("guard-a", InA), b = Made("guard-b", InB);
    private readonly HostGuard guard = new(NullLogger.Instance);

    [Fact]
    public void The_addresses_of_the_namespace_that_dials_count_and_no_others()
    {
        Assert.Equal((false, false), Forbids(Direct));
        Assert.Equal((true, false), Forbids(In(a)));
        Assert.Equal((false, true), Forbids(In(b)));
    }

    [Fact]
    public void A_chain_dials_from_its_begin_and_a_group_from_all_its_members()
    {
        Upstream first = In(a) with { Name = "first", Kind = UpstreamKind.Socks5 }, second = Direct with { Name = "second", Kind = UpstreamKind.Http, Via = first };
        Assert.Equal((true, false), Forbids(second));
        Assert.Equal((true, true), Forbids(Group(second, In(b))));
        Assert.Equal((true, true), Forbids(Direct with { Via = Group(In(a), In(b)) }));
        Assert.Equal((true, false), Forbids(Group(Direct, In(a))));
    }

    [Fact]
    public void An_address_counts_from_when_it_is_there_until_it_is_gone()
    {
        Assert.Equal((true, false), Forbids(In(a)));
        a.Ip($"addr add {InB}/24 dev lo");
        Assert.Equal((true, true), Forbids(In(a)));
        a.Ip($"addr del {InA}/24 dev lo");
        Assert.Equal((false, true), Forbids(In(a)));
    }

    [Fact]
    public async Task The_workers_own_namespace_is_followed_too()
    {
        // In a namespace of the test's own, as if the worker had been started there.
        using HostGuard there = a.Inside(() => new HostGuard(NullLogger.Instance));
        using EventLoop loop = new("guard loop", TimeProvider.System, NullLogger.Instance);
        loop.Start();
        await loop.RunAsync(() => there.Follow(loop));
        Assert.NotNull(Range(there, Direct, InA));
        a.Ip($"addr add {InB}/24 dev lo");
        while (Range(there, Direct, InB) is null)
            await loop.RunAsync(() => { });
    }

    /// <summary>The first address of a subnet is all its routers', RFC 4291 section 2.6.1; VRFs have tables of their own, to which the kernel adds their devices' addresses.</summary>
    [Fact]
    public void What_else_arrives_there_counts_and_what_TPROXY_needs_does_not()
    {
        a.Ip("link add lan0 type veth peer name lan1");
        Shell.Run("ip", "netns", "exec", a.Name, "sysctl", "-qw", "net.ipv6.conf.all.forwarding=1");
        a.Ip("addr add fd00:11::5/64 dev lan0 nodad");
        a.Ip("link set lan0 up");
        a.Ip("link set lan1 up");
        a.Ip("route add local 10.13.0.0/16 dev lo");
        a.Ip("route add local 10.14.0.1 dev lo table 1234 proto kernel");
        a.Ip("route add local default dev lo table 100");
        a.Ip("-6 route add local default dev lo table 100");
        foreach (string own in (string[])["fd00:11::5", "fd00:11::", "10.13.7.7", "10.14.0.1"])
            Assert.True(Range(guard, In(a), own) is not null, own);
        foreach (string other in (string[])["fd00:11::6", "10.14.0.2", "192.0.2.1", "2001:db8::1"])
            Assert.True(Range(guard, In(a), other) is null, other);
    }

    [Fact]
    public void A_name_that_means_another_namespace_is_entered_anew_and_one_that_means_none_is_told()
    {
        using Netns gone = Made("guard-c", InA);
        Assert.Equal((true, false), Forbids(In(gone)));
        Shell.Run("ip", "netns", "delete", gone.Name);
        Assert.Null(guard.Of(In(gone), out string? fault));
        Assert.Equal($"upstream {gone.Name}, network namespace '{gone.Name}' (/run/netns/{gone.Name}): No such file or directory", fault);
        Assert.Equal((false, true), Forbids(Group(In(gone), In(b))));
        Shell.Run("ip", "netns", "add", gone.Name);
        gone.Ip($"addr add {InB}/24 dev lo");
        gone.Ip("link set lo up");
        Assert.Equal((false, true), Forbids(In(gone)));
    }

    public void Dispose()
    {
        guard.Dispose();
        a.Dispose();
        b.Dispose();
    }

    private static Netns Made(string role, string address)
    {
        Netns made = new(role);
        made.Ip($"addr add {address}/24 dev lo");
        return made;
    }

    private static Upstream In(Netns space) => Direct with { Name = space.Name, Netns = space.Name };

    private static Upstream Group(params Upstream[] members) => new() { Name = "group", Kind = UpstreamKind.Group, Members = [.. members.Select(member => new GroupMember(member, 1))] };

    private (bool A, bool B) Forbids(Upstream way) => (Range(guard, way, InA) is not null, Range(guard, way, InB) is not null);

    private static NetPrefix? Range(HostGuard guard, Upstream way, string address)
    {
        OwnHostGuard its = guard.Of(way, out string? fault) ?? throw new InvalidOperationException(fault);
        return its.ForbiddenRangeOf(NetAddress.Parse(address), TestSnapshots.Of(), default);
    }
}
