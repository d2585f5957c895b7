using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.TestKit;
using Relay.Worker.Loops;
using Relay.Worker.Naming;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Resolving;
using Relay.Worker.Sockets;
using Relay.Worker.Tests.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Naming;

public sealed class InternetQuestionsTests : IDisposable
{
    private static readonly NetAddress Client = NetAddress.Parse("10.0.0.2");
    private static readonly DnsRecord Soa = DnsRecord.Of("test", "SOA", 30, "a.test b.test 1 2 3 4 10");

    private readonly FakeTimeProvider time = new();
    private readonly EventLoop loop;
    private readonly MemoryJournal journal = new();
    private readonly FakeNameServer server = FakeNameServer.Of(Serve);

    public InternetQuestionsTests()
    {
        loop = new EventLoop("questions test", time, NullLogger.Instance);
        loop.Start();
    }

    public void Dispose()
    {
        server.Dispose();
        loop.Dispose();
    }

    /// <summary>From the question of a client to its reply: <c>www.test</c> is an alias that has an MX and a service, <c>gone.test</c> does not exist.</summary>
    [Theory]
    [InlineData("www.test", DnsType.Mx, DnsResponseCode.NoError, "000a026d78047465737400")]
    [InlineData("www.test", DnsType.Https, DnsResponseCode.NoError, "00010000010003026832")]
    [InlineData("www.test", DnsType.Caa, DnsResponseCode.NoError, "")]
    [InlineData("gone.test", DnsType.Mx, DnsResponseCode.NxDomain, "")]
    [InlineData("gone.test", DnsType.Aaaa, DnsResponseCode.NxDomain, "")]
    [InlineData("broken.test", DnsType.Mx, DnsResponseCode.ServFail, "")]
    public async Task A_client_hears_what_the_internet_side_says(string name, ushort type, int code, string data)
    {
        DnsResponder responder = ResponderOf(QuestionsOf(), Snapshot());
        DnsAnswer answer = await RespondAsync(responder, name, type);
        Assert.Equal(code, answer.Kind switch { DnsAnswerKind.Answer => 0, DnsAnswerKind.NxDomain => 3, _ => 2 });
        Assert.Equal(data, string.Concat(answer.Records.Select(record => Convert.ToHexStringLower(record.Data!.Value.Span))));
        Assert.All(answer.Records, record => Assert.Equal((name, 60u), (record.Name, record.Ttl)));
    }

    [Fact]
    public async Task A_name_that_exists_gets_its_phantom()
    {
        DnsResponder responder = ResponderOf(QuestionsOf(), Snapshot());
        DnsAnswer answer = await RespondAsync(responder, "www.test", DnsType.Aaaa);
        Assert.True(TestSnapshots.DefaultPool.Prefix.Contains(Assert.Single(answer.Records).Address));
    }

    [Fact]
    public async Task Each_question_of_a_server_is_on_record_and_what_is_known_is_asked_once()
    {
        InternetQuestions questions = QuestionsOf();
        for (int i = 0; i < 3; i++)
            _ = await AskAsync(questions, "www.test", DnsType.Mx);
        FlowRecord record = Assert.Single(journal.Records);
        Assert.Equal(("dns", Transport.Udp, Client, "www.test", (ushort)53, Outcome.Ok, "DNS MX", "direct"),
            (record.Listener, record.Transport, record.ClientAddress, record.Domain, record.TargetPort!.Value, record.Outcome, record.Error, record.Upstream));
        await AdvanceAsync(TimeSpan.FromSeconds(61));
        _ = await AskAsync(questions, "www.test", DnsType.Mx);
        Assert.Equal(2, journal.Records.Count);
        _ = await AskAsync(questions, "broken.test", DnsType.Mx);
        Assert.Equal(Outcome.ResolverFailed, journal.Records.Last().Outcome);
        Assert.StartsWith("DNS MX: the name server ", journal.Records.Last().Error, StringComparison.Ordinal);
    }

    /// <summary>A loop has one time for a whole turn: the one under way may still have the old one.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        long before = await NowAsync();
        time.Advance(by);
        while (await NowAsync() - before < (long)by.TotalMilliseconds)
            await Task.Yield();

        Task<long> NowAsync() => loop.RunAsync(() => Task.FromResult(loop.Now));
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_told()
    {
        journal.Entry = JournalEntry.Refused;
        Assert.Null((await AskAsync(QuestionsOf(), "www.test", DnsType.Mx)).Records);
        Assert.Null((await AskAsync(QuestionsOf(), "www.test", null)).Exists);
    }

    [Fact]
    public async Task A_client_has_no_more_questions_than_new_names()
    {
        InternetQuestions questions = QuestionsOf(perClient: 0.2);
        Assert.NotNull((await AskAsync(questions, "www.test", DnsType.Mx)).Records);
        Assert.NotNull((await AskAsync(questions, "www.test", null)).Exists);
        Assert.Null((await AskAsync(questions, "other.test", DnsType.Mx)).Records);
        Assert.Null((await AskAsync(questions, "other.test", null)).Exists);
        // What is known costs nothing.
        Assert.NotNull((await AskAsync(questions, "www.test", DnsType.Mx)).Records);
    }

    /// <summary>A question is judged as a flow by UDP to port 53 of the name; what a proxy resolves is not told to our servers.</summary>
    [Theory]
    [InlineData("blocked.test", 0)]
    [InlineData("port.test", 0)]
    [InlineData("tcp.test", 2)]
    [InlineData("proxied.test", 0)]
    [InlineData("here.test", 2)]
    [InlineData("other.test", 2)]
    public async Task Rules_say_who_is_asked_for(string name, int asked)
    {
        Snapshot snapshot = SnapshotCompiler.Compile(
            new TableRows([new PoolRow("default", "phantom6", "fd75:7265:6c61:7900::/64", null)], [], [], [new UpstreamRow { Name = "proxy", Kind = "socks5", Address = "192.0.2.9", Port = 1080 }],
            [
                new RuleRow { Id = 1, Domain = "blocked.test", Action = "block" },
                new RuleRow { Id = 2, Domain = "port.test", Ports = "53", Action = "block" },
                new RuleRow { Id = 3, Domain = "tcp.test", Transport = "tcp", Action = "block" },
                new RuleRow { Id = 4, Domain = "proxied.test", Action = "relay", Upstream = "proxy" },
                new RuleRow { Id = 5, Domain = "here.test", Action = "relay", Upstream = "proxy", Resolve = "6_weak" },
            ]), 1).Snapshot!;
        InternetQuestions questions = QuestionsOf();
        DnsLookUp records = await AskAsync(questions, name, DnsType.Mx, snapshot), existence = await AskAsync(questions, name, null, snapshot);
        Assert.Equal(asked, journal.Records.Count);
        Assert.All(journal.Records, record => Assert.Equal("direct", record.Upstream));
        Assert.NotNull(records.Records);
        Assert.NotNull(existence.Exists);
        if (asked == 0)
            Assert.Equal((0, true), (records.Records.Data.Count, existence.Exists));
    }

    [Fact]
    public async Task Where_only_rules_let_through_nobody_is_asked_without_one()
    {
        _ = await AskAsync(QuestionsOf(blockUnmatched: true), "www.test", DnsType.Mx);
        Assert.Empty(server.Questions);
    }

    private static byte[]? Serve(FakeNameServer.Asked asked)
    {
        DnsRecord alias = new(asked.Query.Name, DnsType.Cname, 600, Target: "real.test");
        return (asked.Query.Name, asked.Query.Type) switch
        {
            ("broken.test", _) => asked.Reply(DnsResponseCode.ServFail),
            ("gone.test", _) => asked.Reply(DnsResponseCode.NxDomain, Soa),
            ("www.test", DnsType.Mx) => asked.Reply(0, null, alias, DnsRecord.Of("real.test", "MX", 60, "10 mx.test")),
            ("www.test", DnsType.Https) => asked.Reply(0, null, alias, DnsRecord.Of("real.test", "HTTPS", 60, "1 . alpn=h3,h2 ipv4hint=192.0.2.1")),
            (_, DnsType.A or DnsType.Aaaa) => asked.Address(),
            _ => asked.Reply(0, Soa),
        };
    }

    private static Snapshot Snapshot() => SnapshotCompiler.Compile(
        new TableRows([new PoolRow("default", "phantom6", "fd75:7265:6c61:7900::/64", null) { Forward = "MX,HTTPS,CAA", CheckExists = "gone.test,www.test" }], [], [], [], []), 1).Snapshot!;

    private InternetQuestions QuestionsOf(double perClient = 100, bool blockUnmatched = false) => new(
        "dns", loop, new Resolver(loop, new UpstreamSockets(new NamespaceSockets()), _ => new FixedSettings(new ResolvConf { Servers = [server.Server], Attempts = 1 }, "the test"), new ResolverOptions(), NullLogger.Instance), journal,
        new ClientRates(perClient, 1000, PhantomOptions.BurstSeconds, static _ => false, time), blockUnmatched);

    private static DnsResponder ResponderOf(InternetQuestions questions, Snapshot snapshot) =>
        new("dns", new FixedSnapshots(snapshot), new MemoryPhantoms(), questions.AskAsync, NoLimits.Instance, NullLogger.Instance);

    /// <summary>For records of a type, or (null) whether the name exists.</summary>
    private Task<DnsLookUp> AskAsync(InternetQuestions questions, string name, ushort? type, Snapshot? snapshot = null)
    {
        DnsAnswer wanting = new(type is null ? DnsAnswerKind.WantsExistence : DnsAnswerKind.WantsRecords, [], null, Wanted: DomainName.Parse(name));
        return loop.RunAsync(() => questions.AskAsync(wanting, new DnsQuestion(name, type ?? DnsType.Aaaa, Client, true), snapshot ?? TestSnapshots.Of(), default).AsTask());
    }

    private Task<DnsAnswer> RespondAsync(DnsResponder responder, string name, ushort type)
    {
        byte[] message = new byte[DnsQueryWriter.MaxLength], reply = new byte[512];
        int end = DnsQueryWriter.Write(message, 1, DomainName.Parse(name), type, edns: false);
        return loop.RunAsync(() =>
        {
            Assert.Equal(0, responder.Respond(message.AsSpan(0, end), Client, DnsTransport.Udp, reply, out OpenQuery? open));
            return responder.RespondLaterAsync(open!, Client).AsTask();
        });
    }

    private sealed class MemoryJournal : IFlowJournal
    {
        public ConcurrentQueue<FlowRecord> Records { get; } = [];

        public JournalEntry Entry { get; set; }

        public long NextFlowId() => Records.Count + 1;

        public JournalEntry Append(FlowRecord record, bool admitted)
        {
            Records.Enqueue(record);
            return Entry;
        }
    }
}
