using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

/// <summary>What clients can make the table do, and no more.</summary>
public sealed class PhantomLimitTests
{
    private static readonly NetAddress Flooder = NetAddress.Parse("192.0.2.1"), Neighbour = NetAddress.Parse("192.0.2.2"), Forwarder = NetAddress.Parse("10.0.0.53");

    private readonly FakePhantomTable table = new();
    private readonly FakeTimeProvider time = new();
    private readonly IdMark mark = new(why => throw new InvalidOperationException(why));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_flood_of_random_names_is_bounded_and_leaves_others_alone()
    {
        using CachedPhantoms phantoms = Of(new PhantomOptions { NewNamesPerClient = 5 });
        Assert.Equal(50, await GivenAsync(phantoms, Flooder, "flood", 5000));
        Assert.Equal(PhantomLimit.NewNamesOfClient, (await phantoms.AssignAsync(DomainName.Parse("more.test"), Flooder, Cancellation)).Limit);
        Assert.Equal(50, await GivenAsync(phantoms, Neighbour, "neighbour", 50));
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(10, await GivenAsync(phantoms, Flooder, "later", 100));
        Assert.Equal(5000 - 50 + 1 + 90, phantoms.CountOf(PhantomLimit.NewNamesOfClient));
    }

    [Fact]
    public async Task Names_that_are_there_cost_nothing()
    {
        for (int i = 0; i < 500; i++)
            table.Insert($"old{i}.test");
        using CachedPhantoms phantoms = Of(new PhantomOptions { NewNamesPerClient = 1 });
        Assert.Equal(500, await GivenAsync(phantoms, Flooder, "old", 500));
        Assert.Equal(10, await GivenAsync(phantoms, Flooder, "new", 500));
        Assert.Equal(500, await GivenAsync(phantoms, Flooder, "old", 500));
    }

    [Fact]
    public async Task Ten_thousand_names_that_are_there_but_not_cached_are_answered_at_once()
    {
        for (int i = 0; i < 10_000; i++)
            table.Insert($"old{i}.test");
        using CachedPhantoms phantoms = Of(new PhantomOptions());
        Assert.Equal(10_000, await GivenAsync(phantoms, Flooder, "old", 10_000));
        // None of them has cost the client a new name.
        Assert.Equal(1000, await GivenAsync(phantoms, Flooder, "new", 1000));
        Assert.Equal(0, await GivenAsync(phantoms, Flooder, "more", 10));
        Assert.Equal(10, phantoms.CountOf(PhantomLimit.NewNamesOfClient));
    }

    [Fact]
    public async Task A_flood_takes_no_more_than_its_share_of_the_look_ups()
    {
        TaskCompletionSource gate = new();
        using CachedPhantoms phantoms = Of(new PhantomOptions { NewNamesPerClient = 1 });
        Assert.Equal(10, await GivenAsync(phantoms, Flooder, "first", 10));
        table.Insert("old.test");
        table.Gate = gate.Task;
        Task<AssignedPhantom>[] flood =
            [.. Enumerable.Range(0, 50_000).Select(i => phantoms.AssignAsync(DomainName.Parse($"flood{i}.test"), Flooder, Cancellation).AsTask())];
        // Those beyond the share are told at once, the others wait with the table.
        Assert.Equal(50_000 - CachedPhantoms.WaitingPerClient, flood.Count(each => each.IsCompleted));
        Task<int> neighbour = GivenAsync(phantoms, Neighbour, "neighbour", 10);
        Task<AssignedPhantom> late = phantoms.AssignAsync(DomainName.Parse("old.test"), Neighbour, Cancellation).AsTask();
        gate.SetResult();
        Assert.Equal(10, await neighbour);
        Assert.Equal(PhantomLimit.None, (await late).Limit);
        Assert.All(await Task.WhenAll(flood), each => Assert.Equal(PhantomLimit.NewNamesOfClient, each.Limit));
        Assert.Equal(50_000, phantoms.CountOf(PhantomLimit.NewNamesOfClient));
    }

    [Fact]
    public async Task A_table_that_does_not_answer_costs_nothing()
    {
        using CachedPhantoms phantoms = Of(new PhantomOptions { NewNamesPerClient = 1 });
        table.Failure = new StoreUnavailableException("gone");
        for (int i = 0; i < 30; i++)
            await Assert.ThrowsAsync<StoreUnavailableException>(() => phantoms.AssignAsync(DomainName.Parse($"n{i}.test"), Flooder, Cancellation).AsTask());
        table.Failure = null;
        // Who asks again for a name that is asked for shares its answer, and its cost.
        Task<int>[] twice = [GivenAsync(phantoms, Flooder, "n", 10), GivenAsync(phantoms, Flooder, "n", 10)];
        int[] given = await Task.WhenAll(twice);
        Assert.Equal((10, 10), (given[0], given[1]));
    }

    [Fact]
    public async Task A_forwarder_is_bounded_by_the_limit_of_all()
    {
        using CachedPhantoms phantoms = Of(new PhantomOptions { NewNamesPerClient = 1, NewNames = 20, Forwarders = [NetPrefix.Parse("10.0.0.0/24")] });
        Assert.Equal(200, await GivenAsync(phantoms, Forwarder, "n", 1000));
        Assert.Equal(800, phantoms.CountOf(PhantomLimit.NewNames));
    }

    [Fact]
    public async Task The_table_has_no_more_rows_than_it_may_until_some_are_deleted()
    {
        using CachedPhantoms phantoms = Of(new PhantomOptions { MaxNames = 100, NewNamesPerClient = 10_000 });
        Assert.Equal(100, await GivenAsync(phantoms, Neighbour, "n", 300));
        Assert.Equal(200, phantoms.CountOf(PhantomLimit.MaxNames));
        Assert.Equal(100, await GivenAsync(phantoms, Neighbour, "n", 100));
        for (int i = 0; i < 30; i++)
            table.Delete($"n{i}.test");
        Assert.Equal(0, await GivenAsync(phantoms, Neighbour, "soon", 10));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(30, await GivenAsync(phantoms, Neighbour, "late", 300));
    }

    [Fact]
    public async Task The_last_ids_are_given_and_names_that_have_one_keep_it()
    {
        mark.Note(Phantom.MaxId - 5);
        table.Rejection = count => count > Phantom.MaxId - mark.Value ? new RejectedRowsException("the sequence has reached its maximum", new InvalidOperationException()) : null;
        table.Insert("old.test");
        using CachedPhantoms phantoms = Of(new PhantomOptions());
        Assert.Equal(5, await GivenAsync(phantoms, Neighbour, "n", 64));
        int inserts = table.Inserts;
        Assert.Equal(PhantomLimit.Ids, (await phantoms.AssignAsync(DomainName.Parse("none.test"), Neighbour, Cancellation)).Limit);
        Assert.Equal(inserts, table.Inserts);
        Assert.Equal(1, (await phantoms.AssignAsync(DomainName.Parse("old.test"), Cancellation)).Id);
    }

    [Fact]
    public async Task New_ids_are_above_the_mark()
    {
        mark.Note(1000);
        using CachedPhantoms phantoms = Of(new PhantomOptions());
        Assert.Equal(1001, (await phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation)).Id);
        Assert.Equal(1001, mark.Value);
    }

    [Fact]
    public async Task A_scan_of_a_million_random_addresses_costs_no_more_reads_than_the_limit()
    {
        Phantom[] given = [.. Enumerable.Range(0, 1000).Select(i => table.Insert($"n{i}.test")).Select(row => new Phantom(row.Id, (uint)row.Tag))];
        using CachedPhantoms phantoms = Of(new PhantomOptions());
        Random random = new(1);
        long limited = 0;
        for (int i = 0; i < 1_000_000; i++)
        {
            // Half of them near the ids that are out, where only the tag is wrong.
            Phantom guess = new(random.NextInt64(1, i % 2 == 0 ? Phantom.MaxId : 2000), (uint)random.Next(8, (int)Phantom.MaxTag));
            FoundName found = await phantoms.FindAsync(guess, Flooder, Cancellation);
            Assert.Null(found.Domain);
            limited += found.Limit == PhantomLimit.UnknownOfClient ? 1 : 0;
        }
        Assert.Equal(CachedPhantoms.UnknownPerClient * PhantomOptions.BurstSeconds, table.Batches.Sum());
        Assert.Equal(limited, phantoms.CountOf(PhantomLimit.UnknownOfClient));
        Assert.True(limited > 900_000);
        // Who uses what was given is found all the same, as often as it likes.
        foreach (Phantom phantom in given)
            Assert.NotNull(await phantoms.FindAsync(phantom, Cancellation));
    }

    // Their clock stands still, and nobody would wait to the end.
    private CachedPhantoms Of(PhantomOptions options) => new(table, 100_000, options with { Gathering = TimeSpan.Zero }, mark, new PhantomUses(time), NullLogger.Instance, time);

    private static async Task<int> GivenAsync(CachedPhantoms phantoms, NetAddress client, string prefix, int count)
    {
        AssignedPhantom[] assigned = await Task.WhenAll(
            Enumerable.Range(0, count).Select(i => phantoms.AssignAsync(DomainName.Parse($"{prefix}{i}.test"), client, Cancellation).AsTask()));
        return assigned.Count(each => each.Limit == PhantomLimit.None);
    }
}
