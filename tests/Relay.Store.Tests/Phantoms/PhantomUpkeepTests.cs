using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

public sealed class PhantomUpkeepTests : IAsyncLifetime
{
    private static readonly DomainName Name = DomainName.Parse("a.test");

    private readonly FakePhantomLife life = new();
    private readonly FakeTimeProvider time = new();
    private readonly IdMark mark = new(why => throw new InvalidOperationException(why));
    private readonly PhantomUses uses;
    private readonly PhantomCache cache;
    private readonly PhantomUpkeep upkeep;

    public PhantomUpkeepTests()
    {
        uses = new(time);
        cache = new(100, time);
        upkeep = new(life, cache, new NewestNames(new FakePhantomTable(), cache, atStart: 10), uses, mark, new PhantomOptions(), prunes: true, NullLogger.Instance, time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private bool IsCached => cache.Present.TryGet(Name, out _) && cache.Present.TryGet(1, out _, out _);

    public async ValueTask InitializeAsync()
    {
        life.Changes = new(5, [], "s1", "run 1");
        await upkeep.LookAsync(Cancellation);
        _ = cache.Present.Add(new PhantomRow(1, 7, "a.test", 0));
    }

    public ValueTask DisposeAsync() => upkeep.DisposeAsync();

    [Fact]
    public async Task What_is_gone_leaves_the_cache_both_ways_also_if_a_query_brings_it_late()
    {
        life.Changes = new(5, [1], "s2", "run 1");
        PhantomCache.Maps before = cache.Present;
        await upkeep.LookAsync(Cancellation);
        Assert.False(cache.Present.TryGet(Name, out _) || cache.Present.TryGet(1, out _, out _));
        _ = before.Add(new PhantomRow(1, 7, "a.test", 0));
        Assert.False(cache.Present.TryGet(Name, out _) || cache.Present.TryGet(1, out _, out _));
        _ = before.Add(new PhantomRow(2, 7, "a.test", 0));
        Assert.True(cache.Present.TryGet(Name, out Phantom renewed));
        Assert.Equal(2, renewed.Id);
    }

    [Fact]
    public async Task An_old_row_that_is_gone_takes_its_names_newer_phantom_with_it_not_at_all()
    {
        _ = cache.Present.Add(new PhantomRow(2, 7, "a.test", 0));
        life.Changes = new(5, [1], "s2", "run 1");
        await upkeep.LookAsync(Cancellation);
        Assert.True(cache.Present.TryGet(Name, out Phantom phantom));
        Assert.Equal(2, phantom.Id);
    }

    [Fact]
    public async Task A_database_that_has_gone_back_is_moved_on_and_all_is_forgotten()
    {
        life.Changes = new(3, [], "s2", "run 1");
        PhantomCache.Maps before = cache.Present;
        await upkeep.LookAsync(Cancellation);
        Assert.Equal([5], life.Passed);
        Assert.False(IsCached);
        // What an earlier query brings now is nobody's.
        _ = before.Add(new PhantomRow(1, 7, "a.test", 0));
        Assert.False(IsCached);
    }

    [Theory]
    [InlineData("another run of the server")]
    [InlineData("away")]
    [InlineData("long ago")]
    public async Task All_is_forgotten_where_it_may_be_another_copy(string how)
    {
        if (how == "another run of the server")
            life.Changes = life.Changes with { Server = "run 2" };
        if (how == "long ago")
            time.Advance(TimeSpan.FromHours(2));
        if (how == "away")
        {
            life.Failure = new StoreUnavailableException("away");
            await Assert.ThrowsAsync<StoreUnavailableException>(() => upkeep.LookAsync(Cancellation));
            Assert.True(IsCached); // Until it is back, what is known works.
            life.Failure = null;
        }
        await upkeep.LookAsync(Cancellation);
        Assert.False(IsCached);
        Assert.Empty(life.Passed);
    }

    [Fact]
    public async Task Nothing_is_forgotten_where_nothing_happened()
    {
        for (int i = 0; i < 10; i++)
            await upkeep.LookAsync(Cancellation);
        Assert.True(IsCached);
        Assert.Equal([null, .. Enumerable.Repeat("s1", 10)], life.Seen);
    }

    [Fact]
    public async Task A_use_is_written_once_an_hour_and_again_if_it_could_not_be()
    {
        for (int i = 0; i < 3; i++)
            uses.Note(1);
        life.Failure = new StoreUnavailableException("away");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => upkeep.WriteUsesAsync(Cancellation));
        life.Failure = null;
        await upkeep.WriteUsesAsync(Cancellation);
        uses.Note(1);
        await upkeep.WriteUsesAsync(Cancellation);
        Assert.Equal([1], life.Used);
        time.Advance(TimeSpan.FromHours(1));
        uses.Note(1);
        await upkeep.WriteUsesAsync(Cancellation);
        Assert.Equal([1, 1], life.Used);
    }

    [Fact]
    public async Task That_the_ids_are_used_up_is_told_once()
    {
        life.Changes = life.Changes with { NewestId = Phantom.MaxId };
        await upkeep.LookAsync(Cancellation);
        await upkeep.LookAsync(Cancellation);
        Assert.Equal(1, life.UsedUp);
    }
}
