using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

public sealed class CachedPhantomsTests
{
    private readonly FakePhantomTable table = new();
    private readonly FakeTimeProvider time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private CachedPhantoms Of(int size, PhantomOptions? options = null) => new(
        table, size, (options ?? new PhantomOptions()) with { Gathering = TimeSpan.Zero }, new IdMark(why => throw new InvalidOperationException(why)), new PhantomUses(time), NullLogger.Instance, time);

    [Fact]
    public async Task Askers_share_batches()
    {
        using CachedPhantoms phantoms = Of(1000);
        TaskCompletionSource gate = new();
        table.Gate = gate.Task;
        Task<Phantom>[] asked = [.. Enumerable.Range(0, 100).Select(i => phantoms.AssignAsync(DomainName.Parse($"n{i % 10}.test"), Cancellation).AsTask())];
        gate.SetResult();
        Phantom[] answers = await Task.WhenAll(asked);
        Assert.Equal(10, answers.Distinct().Count());
        // The first batch took what was there when it began; the second all the rest, once.
        Assert.InRange(table.Batches.Count, 1, 2);
    }

    [Fact]
    public async Task A_cached_name_asks_nobody()
    {
        using CachedPhantoms phantoms = Of(1000);
        Phantom phantom = await phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation);
        Assert.Equal("a.test", (await phantoms.FindAsync(phantom, Cancellation))?.Value);
        Assert.Single(table.Batches);
    }

    [Fact]
    public async Task A_wrong_tag_asks_the_table_once_a_second()
    {
        using CachedPhantoms phantoms = Of(1000);
        Phantom phantom = await phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation);
        for (uint tag = 8; tag < 12; tag++)
            Assert.Null(await phantoms.FindAsync(phantom with { Tag = tag }, Cancellation));
        Assert.Equal(2, table.Batches.Count);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await phantoms.FindAsync(phantom with { Tag = 8 }, Cancellation));
        Assert.Equal(3, table.Batches.Count);
    }

    [Fact]
    public async Task A_restored_table_that_gave_an_id_again_is_believed()
    {
        using CachedPhantoms phantoms = Of(1000);
        Phantom old = await phantoms.AssignAsync(DomainName.Parse("old.test"), Cancellation);
        table.Restore(new PhantomRow(old.Id, 9, "new.test", 0));
        Phantom given = old with { Tag = 9 };
        Assert.Equal("new.test", (await phantoms.FindAsync(given, Cancellation))?.Value);
        Assert.True(phantoms.TryGet(given, out _));
        Assert.False(phantoms.TryGet(old, out _));
        Assert.False(phantoms.TryGet(DomainName.Parse("old.test"), out _));
    }

    [Fact]
    public async Task An_unknown_id_is_remembered_only_below_a_maximum_that_is_a_second_old()
    {
        using CachedPhantoms phantoms = Of(1000);
        table.Insert("a.test");
        Phantom next = new(2, 7);
        for (int i = 0; i < 3; i++)
        {
            Assert.Null(await phantoms.FindAsync(next, Cancellation));
            time.Advance(TimeSpan.FromSeconds(2));
        }
        table.Insert("b.test");
        Assert.Equal("b.test", (await phantoms.FindAsync(next, Cancellation))?.Value);

        Phantom none = new(0, 7);
        Assert.Null(await phantoms.FindAsync(none, Cancellation));
        Assert.Equal(4, table.Batches.Count);
    }

    [Fact]
    public void Old_ids_without_a_row_cost_one_look()
    {
        UnknownIds unknown = new(100, time);
        unknown.Add([5], highest: 10);
        Assert.False(unknown.Contains(5));
        time.Advance(TimeSpan.FromSeconds(1));
        unknown.Add([5], highest: 12);
        time.Advance(TimeSpan.FromSeconds(1));
        unknown.Add([5, 11, 13], highest: 13);
        Assert.True(unknown.Contains(5));
        Assert.True(unknown.Contains(11));
        Assert.False(unknown.Contains(13));
    }

    [Fact]
    public async Task All_who_wait_are_told_of_a_failure_and_the_next_is_asked_anew()
    {
        using CachedPhantoms phantoms = Of(1000);
        table.Failure = new StoreUnavailableException("gone");
        await Assert.ThrowsAsync<StoreUnavailableException>(() => phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation).AsTask());
        table.Failure = null;
        Assert.Equal(1, (await phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation)).Id);
    }

    [Fact]
    public async Task The_cache_is_bounded()
    {
        using CachedPhantoms phantoms = Of(100);
        for (int i = 0; i < 1000; i++)
            await phantoms.AssignAsync(DomainName.Parse($"n{i}.test"), Cancellation);
        int kept = Enumerable.Range(0, 1000).Count(i => phantoms.TryGet(DomainName.Parse($"n{i}.test"), out _));
        Assert.InRange(kept, 1, 100);
        Assert.True(phantoms.TryGet(DomainName.Parse("n999.test"), out _));
    }
}
