using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

public sealed class NewestNamesTests
{
    private readonly FakePhantomTable table = new();
    private readonly PhantomCache cache = new(1_000_000, new FakeTimeProvider());
    private int inserted;

    [Theory]
    [InlineData(2500, 50_000, 2500, new[] { 1000, 1000, 1000 })]
    [InlineData(2500, 1500, 1500, new[] { 1000, 500 })]
    [InlineData(0, 1500, 0, new[] { 1000 })]
    [InlineData(10, 0, 0, new int[0])]
    public async Task The_newest_are_known_from_the_start(int rows, int atStart, int known, int[] slices)
    {
        Insert(rows);
        await new NewestNames(table, cache, atStart).WarmUpAsync();
        Assert.Equal(slices, table.Batches);
        Assert.Equal(Enumerable.Range(rows - known, known), Known(rows));
    }

    [Fact]
    public async Task What_others_give_is_known_at_the_next_look()
    {
        NewestNames newest = new(table, cache, atStart: 10);
        long id = Insert(5);
        await newest.FollowAsync(id);
        Assert.Empty(Known(5)); // That is for the start.
        id = Insert(3);
        await newest.FollowAsync(id);
        Assert.Equal([5, 6, 7], Known(8));
        await newest.FollowAsync(id);
        Assert.Equal([3], table.Batches);
    }

    [Fact]
    public async Task Of_too_many_the_newest_are()
    {
        NewestNames newest = new(table, cache, atStart: 10);
        await newest.FollowAsync(Insert(1));
        await newest.FollowAsync(Insert(NewestNames.MostAtOnce + 2));
        Assert.Equal(Enumerable.Range(3, NewestNames.MostAtOnce), Known(NewestNames.MostAtOnce + 3));
    }

    [Fact]
    public async Task A_table_that_went_back_is_followed_from_there()
    {
        NewestNames newest = new(table, cache, atStart: 10);
        await newest.FollowAsync(Insert(1));
        await newest.FollowAsync(0);
        Assert.Empty(table.Batches);
        await newest.FollowAsync(Insert(1));
        Assert.Equal([0, 1], Known(2));
    }

    [Fact]
    public async Task What_this_process_gave_is_not_read_again()
    {
        NewestNames newest = new(table, cache, atStart: 10);
        await newest.FollowAsync(Insert(1));
        foreach (string name in new[] { "own1.test", "own2.test" })
            _ = cache.Present.Add(table.Insert(name));
        await newest.FollowAsync(3);
        Assert.Empty(table.Batches);
        _ = Insert(1);
        _ = cache.Present.Add(table.Insert("own3.test"));
        await newest.FollowAsync(5);
        Assert.Equal([1], Known(2));
        Assert.Equal([2], table.Batches);
    }

    [Fact]
    public async Task Without_the_table_the_start_fails_for_nobody()
    {
        table.Failure = new StoreUnavailableException("away");
        NewestNames newest = new(table, cache, atStart: 10);
        await newest.WarmUpAsync();
        await newest.FollowAsync(1);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => newest.FollowAsync(2));
    }

    private long Insert(int count)
    {
        long id = 0;
        for (int i = 0; i < count; i++)
            id = table.Insert($"n{inserted++}.test").Id;
        return id;
    }

    private IEnumerable<int> Known(int count) =>
        Enumerable.Range(0, count).Where(i => cache.Present.TryGet(DomainName.Parse($"n{i}.test"), out Phantom phantom) && cache.Present.TryGet(phantom.Id, out _, out _));
}
