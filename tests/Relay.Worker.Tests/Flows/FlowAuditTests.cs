using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store;
using Relay.Store.Model;
using Relay.Worker.Destinations;
using Relay.Worker.Dialing;
using Relay.Worker.Flows;
using Relay.Worker.Linux;
using Relay.Worker.Listening;
using Relay.Worker.Loops;
using Xunit;

namespace Relay.Worker.Tests.Flows;

public sealed class FlowAuditTests : IDisposable
{
    private static readonly Snapshot Empty = new()
    {
        Revision = 1,
        Pools = [],
        Rules = RuleSet.Empty,
        StaticMappings = new StaticMappings(new Dictionary<uint, DomainName>(), new Dictionary<DomainName, uint>()),
        Hosts = new Hosts(new Dictionary<DomainName, NetAddress[]>()),
        Upstreams = new Dictionary<string, Upstream> { [Upstream.DirectName] = new() { Name = Upstream.DirectName, Kind = UpstreamKind.Direct } },
    };

    private static readonly Destination Somewhere = new(default, default, 0, LearntBy.Literal);

    private readonly EventLoop loop = new("audit test", TimeProvider.System, NullLogger.Instance);
    private readonly FakeJournal journal = new();
    private readonly FlowAudit audit;

    public FlowAuditTests()
    {
        loop.Start();
        audit = new FlowAudit(journal, loop, new Listener("socks", ListenerKind.Socks, new HashSet<NetAddress>()), default, 1, new DialAttempt());
    }

    public void Dispose() => loop.Dispose();

    [Fact]
    public void A_flow_is_admitted_by_its_first_record()
    {
        Assert.True(audit.Note(Somewhere, Empty));
        audit.End(new FlowEnd(Outcome.Ok), 0, 0);
        Assert.Equal([(Outcome.Open, false), (Outcome.Ok, true)], journal.Appended);
    }

    [Fact]
    public void A_flow_whose_first_record_is_refused_is_not_admitted()
    {
        journal.Full = true;
        Assert.False(audit.Note(Somewhere, Empty));
        audit.End(new FlowEnd(Outcome.Limit), 0, 0);
        Assert.Equal([(Outcome.Open, false), (Outcome.Limit, false)], journal.Appended);
    }

    [Fact]
    public void A_flow_that_is_not_recorded_but_counted_goes_on()
    {
        (journal.Full, journal.Counts) = (true, true);
        Assert.True(audit.Note(Somewhere, Empty));
        audit.End(new FlowEnd(Outcome.Ok), 0, 0);
        Assert.Equal([(Outcome.Open, false), (Outcome.Ok, false)], journal.Appended);
    }

    [Fact]
    public void A_flow_that_ends_before_its_first_record_is_not_admitted()
    {
        audit.End(new FlowEnd(Outcome.HandshakeFailed), 0, 0);
        Assert.Equal([(Outcome.HandshakeFailed, false)], journal.Appended);
    }

    [Fact]
    public async Task A_dialed_flow_is_recorded_a_moment_later_unless_it_has_ended_by_then()
    {
        FlowAudit brief = new(journal, loop, new Listener("socks", ListenerKind.Socks, new HashSet<NetAddress>()), default, 1, new DialAttempt());
        await loop.RunAsync(() =>
        {
            int fd = Libc.OpenSocket(NativeAddress.Inet, Libc.Stream);
            LoopSocket socket = LoopSocket.Adopt(loop, fd, out _) ?? throw new InvalidOperationException("epoll_ctl failed");
            audit.Note(DialResult.Of(socket));
            brief.Note(DialResult.Of(socket));
            brief.End(new FlowEnd(Outcome.Ok), 0, 0);
            socket.Close();
        });
        await journal.Opened.Task;
        Assert.Equal([(Outcome.Ok, false), (Outcome.Open, false)], journal.Appended);
    }

    [Fact]
    public void Attempts_are_kept_unless_there_was_one_that_connected()
    {
        DialAttempt failing = new();
        FlowAudit refused = new(journal, loop, new Listener("socks", ListenerKind.Socks, new HashSet<NetAddress>()), default, 1, failing);
        failing.Begin(NetAddress.Parse("192.0.2.1"), "direct", 10);
        failing.End(DialResult.Failed(Errno.ConnectionRefused), 20);
        refused.End(new FlowEnd(Outcome.Refused), 0, 0);
        Assert.Equal((10L, 1), (journal.Last!.DialingAt, journal.Last.Attempts!.Count));

        audit.End(new FlowEnd(Outcome.Blocked), 0, 0);
        Assert.Equal((0L, null), (journal.Last.DialingAt, journal.Last.Attempts));
    }

    [Fact]
    public async Task A_flow_that_connected_at_once_has_the_time_of_its_dial_only()
    {
        DialAttempt quick = new();
        FlowAudit flow = new(journal, loop, new Listener("socks", ListenerKind.Socks, new HashSet<NetAddress>()), default, 1, quick);
        await loop.RunAsync(() =>
        {
            LoopSocket socket = LoopSocket.Adopt(loop, Libc.OpenSocket(NativeAddress.Inet, Libc.Stream), out _) ?? throw new InvalidOperationException("epoll_ctl failed");
            DialResult result = DialResult.Of(socket);
            quick.Begin(NetAddress.Parse("192.0.2.1"), "direct", 10);
            quick.End(result, 20);
            flow.Note(result);
            flow.End(new FlowEnd(Outcome.Ok), 1, 2);
            socket.Close();
        });
        Assert.Equal((10L, null, Outcome.Ok), (journal.Last!.DialingAt, journal.Last.Attempts, journal.Last.Outcome));
    }

    private sealed class FakeJournal : IFlowJournal
    {
        public bool Full { get; set; }

        public bool Counts { get; set; }

        public List<(Outcome Outcome, bool Admitted)> Appended { get; } = [];

        public FlowRecord? Last { get; private set; }

        public TaskCompletionSource Opened { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public long NextFlowId() => 1;

        public JournalEntry Append(FlowRecord record, bool admitted)
        {
            Appended.Add((record.Outcome, admitted));
            Last = record;
            if (record.Outcome == Outcome.Open)
                Opened.TrySetResult();
            return !Full ? JournalEntry.Recorded : Counts ? JournalEntry.Unrecorded : JournalEntry.Refused;
        }
    }
}
