using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Resolving;
using Relay.Worker.Tests.Loops;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

/// <summary>Daemons of this host, as far as their sockets tell; the real avahi-daemon is asked end to end.</summary>
public sealed class DaemonSourcesTests(LoopFixture fixture) : IClassFixture<LoopFixture>
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(DnsType.A, "192.168.1.5")]
    [InlineData(DnsType.Aaaa, "fd00::5")]
    public async Task Avahi_is_asked_for_one_family(ushort type, string address)
    {
        using FakeDaemon daemon = new(question => question.StartsWith("RESOLVE-HOSTNAME-IPV4 ", StringComparison.Ordinal) ? "+ 2 0 printer.local 192.168.1.5\n" : "+ 2 1 printer.local fd00::5\n");
        LookUp answer = await AvahiAsync(daemon.SocketPath, type);
        Assert.Equal((address, $"avahi-daemon ({daemon.SocketPath})"), (Assert.Single(answer.Addresses).ToString(), answer.By));
    }

    [Fact]
    public async Task Where_nobody_answers_avahi_there_is_no_such_name()
    {
        using FakeDaemon daemon = new(_ => "-15 Timeout reached\n");
        LookUp answer = await AvahiAsync(daemon.SocketPath, DnsType.A);
        Assert.Equal((Outcome.NameNotFound, false), (Resolution.Of(null, answer).Outcome, Resolution.Of(null, answer).Exists));
    }

    [Fact]
    public async Task What_avahi_complains_of_is_told()
    {
        using FakeDaemon daemon = new(_ => "-11 Invalid host name\n");
        LookUp answer = await AvahiAsync(daemon.SocketPath, DnsType.A);
        Assert.Equal((Outcome.ResolverFailed, $"avahi-daemon ({daemon.SocketPath}) says: -11 Invalid host name"), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task A_daemon_that_is_not_there_is_named()
    {
        LookUp answer = await AvahiAsync("/nowhere/socket", DnsType.A);
        Assert.Equal((Outcome.ResolverFailed, "avahi-daemon (/nowhere/socket) cannot be asked: No such file or directory"), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task A_daemon_that_hangs_up_is_told_of()
    {
        using FakeDaemon daemon = new(_ => "half");
        LookUp answer = await AvahiAsync(daemon.SocketPath, DnsType.A);
        Assert.Equal((Outcome.ResolverFailed, $"avahi-daemon ({daemon.SocketPath}) cannot be asked: it gives no whole answer"), (answer.Outcome, answer.Reason));
    }

    [Fact]
    public async Task Resolved_is_asked_by_varlink()
    {
        using FakeDaemon daemon = new(question => question.Contains("\"name\":\"a.test\",\"family\":2", StringComparison.Ordinal) && question[^1] == '\0'
            ? """{"parameters":{"addresses":[{"ifindex":2,"family":2,"address":[192,0,2,1]}],"name":"a.test","flags":1}}""" + '\0'
            : """{"error":"io.systemd.Resolve.NoNameServers","parameters":{}}""" + '\0');
        LookUp answer = await ResolvedAsync(daemon.SocketPath, "a.test"), other = await ResolvedAsync(daemon.SocketPath, "b.test");
        Assert.Equal("192.0.2.1", Assert.Single(answer.Addresses).ToString());
        Assert.Equal((Outcome.ResolverFailed, $"systemd-resolved ({daemon.SocketPath}) says: io.systemd.Resolve.NoNameServers"), (other.Outcome, other.Reason));
    }

    [Fact]
    public async Task Neither_is_asked_for_other_types()
    {
        LookUp mail = await fixture.On(() => new AvahiSource(fixture.Loop, "/nowhere", Limit).AskAsync(DomainName.Parse("a.test"), DnsType.Mx));
        Assert.Equal("avahi-daemon (/nowhere) is asked for addresses only", mail.Reason);
    }

    private Task<LookUp> AvahiAsync(string path, ushort type) => fixture.On(() => new AvahiSource(fixture.Loop, path, Limit).AskAsync(DomainName.Parse("printer.local"), type));

    private Task<LookUp> ResolvedAsync(string path, string name) => fixture.On(() => new ResolvedSource(fixture.Loop, path, Limit).AskAsync(DomainName.Parse(name), DnsType.A));
}
