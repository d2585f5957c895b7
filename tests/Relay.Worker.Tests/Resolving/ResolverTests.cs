using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

public sealed class ResolverTests : ResolverTestBase
{
    [Fact]
    public async Task Both_families_are_asked_and_remembered_for_their_TTL()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address(ttl: asked.Query.Type == DnsType.A ? 7u : 60u));
        Resolver resolver = Of(server);
        Resolution first = await ResolveAsync(resolver, "www.example.test");
        Assert.Equal(["2001:db8::1", "192.0.2.1"], first.Addresses.Select(a => a.ToString()));
        Assert.True(first.FromResolver);
        Assert.Equal([DnsType.A, DnsType.Aaaa], server.Questions.Select(q => q.Query.Type).Order());
        Assert.All(server.Questions, asked => Assert.Equal(1232, asked.Query.UdpSize));
        Advance(6);
        Assert.Equal(first.Addresses, (await ResolveAsync(resolver, "www.example.test")).Addresses);
        Assert.Equal(2, server.Questions.Count);
        Advance(2);
        _ = await ResolveAsync(resolver, "www.example.test");
        Assert.Equal(3, server.Questions.Count);
    }

    [Fact]
    public async Task All_who_ask_at_once_share_the_questions()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address());
        Resolver resolver = Of(server);
        Resolution[] all = await Loop.RunAsync(() =>
            Task.WhenAll(Enumerable.Range(0, 50).Select(_ => resolver.Ask(Question("a.test"), TestSnapshots.Of()).WholeAsync().AsTask())));
        Assert.All(all, resolution => Assert.Equal(2, resolution.Addresses.Count));
        Assert.Equal(2, server.Questions.Count);
    }

    [Fact]
    public async Task A_truncated_answer_is_asked_for_over_TCP()
    {
        DnsRecord[] many = [.. Enumerable.Range(1, 60).Select(i => new DnsRecord("a.test", DnsType.Aaaa, 60, new NetAddress((UInt128)i << 64)))];
        using FakeNameServer server = FakeNameServer.Of(asked =>
        {
            if (asked.Query.Type == DnsType.A)
                return asked.Reply(soa: Soa);
            byte[] reply = asked.OverTcp ? asked.Reply(records: many) : asked.Reply();
            if (!asked.OverTcp)
                reply[2] |= 0x02;
            return reply;
        });
        Resolution resolution = await ResolveAsync(Of(server), "a.test");
        Assert.Equal(60, resolution.Addresses.Count);
        Assert.Single(server.Questions, asked => asked.OverTcp);
    }

    [Theory]
    [InlineData(DnsResponseCode.NxDomain, "there is no such name")]
    [InlineData(DnsResponseCode.NoError, "the name has no address")]
    public async Task What_does_not_exist_is_not_found_and_remembered(int code, string reason)
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Reply(code, Soa));
        Resolver resolver = Of(server);
        Resolution first = await ResolveAsync(resolver, "a.test");
        Assert.Equal((Outcome.NameNotFound, reason), (first.Outcome, first.Reason));
        Advance(9);
        _ = await ResolveAsync(resolver, "a.test");
        Assert.Equal(2, server.Questions.Count);
        Advance(2);
        _ = await ResolveAsync(resolver, "a.test");
        Assert.Equal(4, server.Questions.Count);
    }

    [Fact]
    public async Task One_family_is_enough()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Query.Type == DnsType.A ? asked.Address() : asked.Reply(DnsResponseCode.ServFail));
        Resolution resolution = await ResolveAsync(Of(server), "a.test");
        Assert.Equal((Outcome.Ok, "192.0.2.1"), (resolution.Outcome, Assert.Single(resolution.Addresses).ToString()));
    }

    [Fact]
    public async Task A_server_that_fails_is_passed_over_and_then_asked_last()
    {
        using FakeNameServer broken = FakeNameServer.Of(asked => asked.Reply(DnsResponseCode.ServFail));
        using FakeNameServer sound = FakeNameServer.Of(asked => asked.Address());
        Resolver resolver = Of(broken, sound);
        Assert.Equal(Outcome.Ok, (await ResolveAsync(resolver, "a.test")).Outcome);
        Assert.Equal(2, broken.Questions.Count);
        Assert.Equal(Outcome.Ok, (await ResolveAsync(resolver, "b.test")).Outcome);
        Assert.Equal((2, 4), (broken.Questions.Count, sound.Questions.Count));
    }

    [Fact]
    public async Task When_all_fail_the_reason_is_told()
    {
        using FakeNameServer broken = FakeNameServer.Of(asked => asked.Reply(DnsResponseCode.Refused));
        Resolution resolution = await ResolveAsync(Of(broken), "a.test");
        Assert.Equal((Outcome.ResolverFailed, $"the name server {broken.Server} answered REFUSED"), (resolution.Outcome, resolution.Reason));
        Assert.Equal(4, broken.Questions.Count);
    }

    [Fact]
    public async Task A_server_without_EDNS_is_asked_without()
    {
        using FakeNameServer old = FakeNameServer.Of(asked => asked.Query.HasEdns ? asked.Reply(DnsResponseCode.FormErr) : asked.Address());
        Assert.Equal(2, (await ResolveAsync(Of(old), "a.test")).Addresses.Count);
    }

    [Fact]
    public async Task Nobody_listening_is_told_at_once()
    {
        NameServer gone;
        using (FakeNameServer server = FakeNameServer.Of(asked => asked.Address()))
            gone = server.Server;
        Resolution resolution = await ResolveAsync(Of(gone), "a.test");
        Assert.Equal((Outcome.ResolverFailed, $"the name server {gone} cannot be asked: Connection refused"), (resolution.Outcome, resolution.Reason));
    }

    [Fact]
    public async Task Answers_to_other_questions_are_ignored()
    {
        using FakeNameServer server = new(asked =>
        {
            byte[] wrongId = asked.Reply(records: new DnsRecord(asked.Query.Name, DnsType.A, 60, NetAddress.Parse("192.0.2.66")));
            wrongId[0] ^= 1;
            byte[] wrongName = asked.Reply(DnsResponseCode.NxDomain, Soa);
            wrongName[13] ^= 1;
            byte[] noAnswer = [.. asked.Message];
            return [wrongId, wrongName, noAnswer, [], [0xff], asked.Address()];
        });
        Assert.Equal(["2001:db8::1", "192.0.2.1"], (await ResolveAsync(Of(server), "a.test")).Addresses.Select(a => a.ToString()));
    }

    [Fact]
    public async Task Strangers_are_not_listened_to_for_ever()
    {
        using FakeNameServer server = new(asked => Enumerable.Repeat((byte[])[1, 2, 3], 100));
        Assert.Equal(Outcome.ResolverFailed, (await ResolveAsync(Of(server), "a.test")).Outcome);
    }

    [Fact]
    public async Task Silence_times_out_on_the_loops_clock()
    {
        int asked = 0;
        using FakeNameServer silent = FakeNameServer.Of(_ =>
        {
            // Two types, two attempts: each attempt begins when the one before has timed out.
            if (Interlocked.Increment(ref asked) % 2 == 0)
                Advance(1.02);
            return null;
        });
        Resolution resolution = await ResolveAsync(Of(silent), "a.test");
        Assert.Equal((Outcome.Timeout, $"the name server {silent.Server} did not answer in time"), (resolution.Outcome, resolution.Reason));
        Assert.Equal(4, asked);
    }

    [Theory]
    [InlineData("localhost", Outcome.Ok)]
    [InlineData("a.localhost", Outcome.Ok)]
    [InlineData("a.invalid", Outcome.NameNotFound)]
    [InlineData("a.onion", Outcome.NameNotFound)]
    public async Task Special_names_are_not_asked_for(string name, Outcome outcome)
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address());
        Assert.Equal(outcome, (await ResolveAsync(Of(server), name)).Outcome);
        Assert.Empty(server.Questions);
    }

    [Fact]
    public async Task Host_rows_come_first()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address());
        Resolver resolver = Of(server);
        DomainName name = DomainName.Parse("demo.test");
        Snapshot plain = TestSnapshots.Of();
        Snapshot snapshot = new()
        {
            Revision = 2,
            Pools = plain.Pools,
            Rules = plain.Rules,
            StaticMappings = plain.StaticMappings,
            Hosts = new Hosts(new Dictionary<DomainName, NetAddress[]> { [name] = [NetAddress.Parse("10.0.0.1")] }),
            Upstreams = new Dictionary<string, Upstream> { [Upstream.DirectName] = new() { Name = Upstream.DirectName, Kind = UpstreamKind.Direct } },
        };
        Resolution resolution = await Loop.RunAsync(() => resolver.Ask(Question("demo.test"), snapshot).WholeAsync().AsTask());
        Assert.Equal(("10.0.0.1", false), (Assert.Single(resolution.Addresses).ToString(), resolution.FromResolver));
        Assert.Empty(server.Questions);
    }

    [Fact]
    public async Task Our_own_listener_is_never_asked()
    {
        using FakeNameServer own = FakeNameServer.Of(asked => asked.Address());
        Resolver resolver = Of(new ResolverOptions { IsOwnListener = (netns, server) => netns is null && server == own.Server }, own.Server);
        Resolution resolution = await ResolveAsync(resolver, "a.test");
        Assert.Equal((Outcome.ResolverFailed, $"the name server {own.Server} of the test is our own DNS listener: name another"), (resolution.Outcome, resolution.Reason));
        Assert.Empty(own.Questions);
    }

    [Fact]
    public async Task The_resolver_that_the_question_names_is_asked_and_remembered_by_itself()
    {
        using FakeNameServer usual = FakeNameServer.Of(asked => asked.Address());
        using FakeNameServer office = FakeNameServer.Of(asked => asked.Query.Type == DnsType.A
            ? asked.Reply(records: new DnsRecord(asked.Query.Name, DnsType.A, 60, NetAddress.Parse("192.0.2.99"))) : asked.Reply(soa: Soa));
        Resolver resolver = Of(usual);
        NameResolver named = new() { Name = "office", Kind = ResolverKind.Dns, Servers = [office.Server], Row = new ResolverRow("office", "dns", "here") };
        for (int i = 0; i < 2; i++)
        {
            Resolution answer = await Loop.RunAsync(() => resolver.Ask(Question("a.test") with { By = named with { Servers = [.. named.Servers] } }, TestSnapshots.Of()).WholeAsync().AsTask());
            Assert.Equal("192.0.2.99", Assert.Single(answer.Addresses).ToString());
            Assert.Equal(2, (await ResolveAsync(resolver, "a.test")).Addresses.Count);
        }
        Assert.Equal((2, 2), (usual.Questions.Count, office.Questions.Count));
    }

    [Fact]
    public async Task The_system_s_hosts_file_goes_before_its_servers_and_is_nobody_else_s()
    {
        string hosts = Path.GetTempFileName();
        File.WriteAllText(hosts, "192.0.2.77 a.test\n");
        try
        {
            using FakeNameServer usual = FakeNameServer.Of(asked => asked.Address());
            Resolver resolver = Of(new ResolverOptions { HostsFile = hosts }, usual.Server);
            NameResolver system = new() { Name = "as this host", Kind = ResolverKind.System, Row = new ResolverRow("as this host", "system", null) };
            NameQuestion question = Question("a.test") with { By = system };
            Assert.True(await Loop.RunAsync(() => Task.FromResult(resolver.Knows(question, TestSnapshots.Of()))));
            Resolution answer = await Loop.RunAsync(() => resolver.Ask(question, TestSnapshots.Of()).WholeAsync().AsTask());
            Assert.Equal(("192.0.2.77", hosts), (Assert.Single(answer.Addresses).ToString(), Assert.Single(answer.By)));
            Assert.Equal(2, (await ResolveAsync(resolver, "a.test")).Addresses.Count);
        }
        finally
        {
            File.Delete(hosts);
        }
    }

    [Fact]
    public async Task Each_way_has_answers_of_its_own()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address());
        Resolver resolver = Of(server);
        Upstream other = new() { Name = "other", Kind = UpstreamKind.Direct, SourceV4 = NetAddress.Parse("127.0.0.5") };
        Upstream behind = new() { Name = "behind", Kind = UpstreamKind.Socks5, Address = "127.0.0.1", Port = 1, Via = other };
        foreach (Upstream way in (Upstream[])[other, behind])
            Assert.Equal(2, (await Loop.RunAsync(() => resolver.Ask(Question("a.test") with { Way = way }, TestSnapshots.Of()).WholeAsync().AsTask())).Addresses.Count);
        Assert.Equal(2, server.Questions.Count);
        _ = await ResolveAsync(resolver, "a.test");
        Assert.Equal(4, server.Questions.Count);
    }

    [Fact]
    public async Task Of_one_family_alone_only_that_is_asked_for()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address());
        Resolver resolver = Of(server);
        Resolution four = await Loop.RunAsync(() => resolver.Ask(Question("a.test") with { Wanted = Families.Four }, TestSnapshots.Of()).WholeAsync().AsTask());
        Assert.Equal("192.0.2.1", Assert.Single(four.Addresses).ToString());
        Assert.Equal(DnsType.A, Assert.Single(server.Questions).Query.Type);
    }

    private Resolver Of(params FakeNameServer[] servers) => Of([.. servers.Select(server => server.Server)]);

    private Resolver Of(params NameServer[] servers) => Of(new ResolverOptions(), servers);

    private Resolver Of(ResolverOptions options, params NameServer[] servers) => Of(options, Settings(servers));

    private static ResolvConf Settings(params NameServer[] servers) => new() { Servers = servers, Timeout = TimeSpan.FromSeconds(1) };
}
