using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

/// <summary>The cache before a source that a test answers for, on a clock of the tests.</summary>
public sealed class AnswerCacheTests : IDisposable
{
    private static readonly DomainName Name = DomainName.Parse("a.test");

    private readonly FakeTimeProvider time = new();
    private readonly EventLoop loop;
    private readonly ScriptedSource source = new();
    private readonly ResolverTally tally = new();
    private readonly ResolverOptions options = new() { MaxUnderWay = 2 };
    private readonly AnswerCache cache;

    public AnswerCacheTests()
    {
        loop = new EventLoop("cache test", time, NullLogger.Instance);
        loop.Start();
        cache = new AnswerCache(loop, source, default, options, tally);
    }

    public void Dispose() => loop.Dispose();

    [Fact]
    public async Task An_answer_is_told_until_its_time_is_over()
    {
        source.Answer = Address(ttl: 60);
        Assert.Equal("192.0.2.1", await FindAsync());
        await AdvanceAsync(59);
        Assert.Equal("192.0.2.1", await FindAsync());
        Assert.Equal(1, source.Asked);
        await AdvanceAsync(2);
        Assert.Equal("192.0.2.1", await FindAsync());
        Assert.Equal((2, 1L, 2L), (source.Asked, tally.Hits, tally.Misses));
    }

    [Fact]
    public async Task That_there_is_nothing_is_told_for_its_time_and_never_after()
    {
        source.Answer = LookUp.Of(new DnsResponse(DnsResponseCode.NxDomain, false, [], 20, []), "the test");
        Assert.Equal("nothing", await FindAsync());
        await AdvanceAsync(19);
        Assert.Equal("nothing", await FindAsync());
        Assert.Equal(1, source.Asked);
        await AdvanceAsync(2);
        source.Answer = LookUp.Failed("it is away");
        Assert.Equal("it is away", await FindAsync());
    }

    [Fact]
    public async Task An_old_answer_is_told_where_nobody_has_a_newer_one_for_a_day()
    {
        source.Answer = Address(ttl: 60);
        _ = await FindAsync();
        await AdvanceAsync(61);
        source.Answer = LookUp.Failed("it is away");
        Assert.Equal("192.0.2.1 (stale)", await FindAsync());
        Assert.Equal(2, source.Asked);
        // For 30 seconds nobody is asked again.
        await AdvanceAsync(29);
        Assert.Equal("192.0.2.1 (stale)", await FindAsync());
        Assert.Equal(2, source.Asked);
        await AdvanceAsync(2);
        source.Answer = Address(ttl: 60, "192.0.2.2");
        Assert.Equal("192.0.2.2", await FindAsync());
        source.Answer = LookUp.Failed("it is away");
        await AdvanceAsync(61 + 86_400);
        Assert.Equal("it is away", await FindAsync());
        Assert.Equal(2L, tally.Stale);
    }

    [Fact]
    public async Task That_a_name_is_gone_is_newer_than_an_old_answer()
    {
        source.Answer = Address(ttl: 60);
        _ = await FindAsync();
        await AdvanceAsync(61);
        source.Answer = LookUp.Of(new DnsResponse(DnsResponseCode.NxDomain, false, [], 20, []), "the test");
        Assert.Equal("nothing", await FindAsync());
    }

    [Fact]
    public async Task Who_waits_for_too_long_is_told_the_old_answer_and_the_new_one_is_kept()
    {
        source.Answer = Address(ttl: 60);
        _ = await FindAsync();
        await AdvanceAsync(61);
        TaskCompletionSource<LookUp> late = new();
        source.Late = late.Task;
        Task<string> waiting = FindAsync();
        while (source.Asked < 2)
            await Task.Yield();
        await AdvanceAsync(1);
        Assert.False(waiting.IsCompleted);
        await AdvanceAsync(0.9);
        Assert.Equal("192.0.2.1 (stale)", await waiting);
        late.SetResult(Address(ttl: 60, "192.0.2.2"));
        source.Late = null;
        Assert.Equal("192.0.2.2", await FindAsync());
        Assert.Equal(2, source.Asked);
    }

    [Fact]
    public async Task What_is_much_used_is_asked_for_anew_before_its_time_is_over()
    {
        source.Answer = Address(ttl: 60);
        for (int i = 0; i < 4; i++)
            _ = await FindAsync();
        Assert.Equal(1, source.Asked);
        await AdvanceAsync(55);
        source.Answer = Address(ttl: 60, "192.0.2.2");
        Assert.Equal("192.0.2.1", await FindAsync());
        Assert.Equal((2, 1L), (source.Asked, tally.Prefetches));
        await AdvanceAsync(10);
        Assert.Equal("192.0.2.2", await FindAsync());
        Assert.Equal(2, source.Asked);
    }

    [Fact]
    public async Task What_is_little_used_is_not()
    {
        source.Answer = Address(ttl: 60);
        _ = await FindAsync();
        await AdvanceAsync(55);
        _ = await FindAsync();
        Assert.Equal((1, 0L), (source.Asked, tally.Prefetches));
    }

    [Fact]
    public async Task A_failure_is_remembered_a_second_and_longer_where_it_goes_on()
    {
        source.Answer = LookUp.Failed("it is away");
        foreach ((double seconds, int asked) in ((double, int)[])[(0, 1), (0.9, 1), (0.2, 2), (1.9, 2), (0.2, 3), (3.9, 3), (0.2, 4), (4.9, 4), (0.2, 5)])
        {
            await AdvanceAsync(seconds);
            Assert.Equal("it is away", await FindAsync());
            Assert.Equal(asked, source.Asked);
        }
    }

    [Fact]
    public async Task What_one_loop_was_answered_the_others_know()
    {
        using EventLoop other = new("another loop", time, NullLogger.Instance);
        other.Start();
        AnswerCache theirs = new(other, source, default, options, new ResolverTally());
        AnswerCache elsewhere = new(other, source, new SharedAnswers.Place(new ResolverRow("inside", "dns", "192.0.2.53"), default), options, new ResolverTally());
        source.Answer = Address(ttl: 60);
        _ = await FindAsync();
        Assert.Equal("192.0.2.1", await FindAtAsync(other, theirs));
        Assert.Equal(1, source.Asked);
        // By whom it is answered matters.
        source.Answer = Address(ttl: 60, "192.0.2.2");
        Assert.Equal("192.0.2.2", await FindAtAsync(other, elsewhere));
        Assert.Equal(2, source.Asked);
        // What one loop has of newer, the other has too.
        await AdvanceAsync(61);
        source.Answer = Address(ttl: 60, "192.0.2.3");
        _ = await FindAsync();
        Assert.Equal("192.0.2.3", await FindAtAsync(other, theirs));
        Assert.Equal(3, source.Asked);
    }

    [Fact]
    public async Task An_old_answer_of_another_loop_is_told_where_nobody_has_a_newer_one()
    {
        using EventLoop other = new("another loop", time, NullLogger.Instance);
        other.Start();
        AnswerCache theirs = new(other, source, default, options, new ResolverTally());
        source.Answer = Address(ttl: 60);
        _ = await FindAsync();
        await AdvanceAsync(61);
        source.Answer = LookUp.Failed("it is away");
        Assert.Equal("192.0.2.1 (stale)", await FindAtAsync(other, theirs));
        Assert.Equal(2, source.Asked);
        await AdvanceAsync(86_400);
        Assert.Equal("it is away", await FindAtAsync(other, theirs));
    }

    [Fact]
    public async Task So_many_questions_are_under_way_and_no_more()
    {
        source.Late = new TaskCompletionSource<LookUp>().Task;
        string third = await loop.RunAsync(async () =>
        {
            _ = cache.FindAsync(Name, DnsType.A);
            _ = cache.FindAsync(Name, DnsType.Aaaa);
            return Word(await cache.FindAsync(Name, DnsType.Mx));
        });
        Assert.Equal("2 names are being looked up already", third);
    }

    private static LookUp Address(uint ttl, string address = "192.0.2.1") =>
        LookUp.Of(new DnsResponse(DnsResponseCode.NoError, false, [NetAddress.Parse(address)], ttl, []), "the test");

    private Task<string> FindAsync() => loop.RunAsync(async () => Word(await cache.FindAsync(Name, DnsType.A)));

    /// <summary>The other loop has seen the time go on, too.</summary>
    private async Task<string> FindAtAsync(EventLoop its, AnswerCache at)
    {
        for (int turn = 0; turn < 4; turn++)
            await its.RunAsync(() => { });
        return await its.RunAsync(async () => Word(await at.FindAsync(Name, DnsType.A)));
    }

    private static string Word(LookUp answer) =>
        answer.Reason ?? (answer.Addresses is [var address] ? $"{address}{(answer.IsStale ? " (stale)" : "")}" : "nothing");

    private async Task AdvanceAsync(double seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        for (int turn = 0; turn < 4; turn++)
            await loop.RunAsync(() => { });
    }

    private sealed class ScriptedSource : INameSource
    {
        public LookUp Answer { get; set; } = LookUp.Failed("nothing was said");

        /// <summary>In place of the answer, while it is set.</summary>
        public Task<LookUp>? Late { get; set; }

        public int Asked { get; private set; }

        public Task<LookUp> AskAsync(DomainName name, ushort type)
        {
            Asked++;
            return Late ?? Task.FromResult(Answer);
        }
    }
}
