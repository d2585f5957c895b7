using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.TestKit.Postgres;
using Xunit;

namespace Relay.Store.Tests.Phantoms;

/// <summary>A primary dies with commits that its asynchronous standby never got, while processes run and addresses are out.</summary>
public sealed class FailOverTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Addresses_that_a_fail_over_lost_lead_nowhere_and_their_ids_are_not_given_again()
    {
        string binaries = LocalCluster.FindBinaries() ?? throw new InvalidOperationException("this test needs PostgreSQL's programs: install postgresql");
        await using LocalCluster cluster = await LocalCluster.StartAsync(binaries);
        await using RelayStore giver = await OpenAsync(cluster.ConnectionString), other = await OpenAsync(cluster.ConnectionString);
        await cluster.StartStandbyAsync();
        DomainName[] early = Names("early", 20), late = Names("late", 50);
        Phantom[] kept = await AssignAsync(giver, early);
        while (await CountAsync(cluster.StandbyConnectionString) < early.Length)
            await Task.Delay(20, Cancellation);
        await cluster.StopStandbyAsync();
        Phantom[] lost = await AssignAsync(giver, late);
        Assert.Equal(late[0], await other.Phantoms.FindAsync(lost[0], Cancellation));
        await cluster.FailOverAsync();

        // Both see within moments that it is another server, and forget what it does not know.
        using (CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation))
        {
            patience.CancelAfter(Patience);
            while (late.Any(name => giver.Phantoms.TryGet(name, out _)) || lost.Any(phantom => other.Phantoms.TryGet(phantom, out _)))
                await Task.Delay(20, patience.Token);
        }
        Phantom[] strangers = await AssignAsync(other, Names("stranger", 100)), renewed = await AssignAsync(giver, late);
        Assert.All(renewed, phantom => Assert.True(phantom.Id > lost.Max(each => each.Id), $"{phantom.Id} was out"));
        Assert.Equal(kept, await AssignAsync(giver, early));
        Assert.Empty(strangers.Concat(renewed).Intersect(lost));
        foreach (RelayStore store in new[] { giver, other })
            Assert.All(await Task.WhenAll(lost.Select(phantom => store.Phantoms.FindAsync(phantom, Cancellation).AsTask())), Assert.Null);
    }

    [Fact]
    public async Task Of_several_servers_the_primary_is_taken_also_when_it_becomes_another()
    {
        string binaries = LocalCluster.FindBinaries() ?? throw new InvalidOperationException("this test needs PostgreSQL's programs: install postgresql");
        await using LocalCluster cluster = await LocalCluster.StartAsync(binaries);
        await using RelayStore store = await OpenAsync(cluster.BothConnectionString);
        await cluster.StartStandbyAsync();
        Phantom[] early = await AssignAsync(store, Names("early", 20));
        while (await CountAsync(cluster.StandbyConnectionString) < early.Length)
            await Task.Delay(20, Cancellation);
        await using (RelayStore misled = await OpenAsync(cluster.StandbyConnectionString))
        {
            StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => AssignAsync(misled, Names("misled", 1)));
            Assert.Contains("this server is a standby", e.Message, StringComparison.Ordinal);
        }
        await cluster.FailOverInPlaceAsync();
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Patience);
        Phantom[]? late = null;
        while (late is null)
        {
            try
            {
                late = await AssignAsync(store, Names("late", 5));
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(20, patience.Token);
            }
        }
        Assert.Equal(early, await AssignAsync(store, Names("early", 20)));
        Assert.Equal(25, await CountAsync(cluster.StandbyConnectionString));
        await using RelayStore begun = await OpenAsync(cluster.BothConnectionString);
        Assert.Equal(late, await AssignAsync(begun, Names("late", 5)));
    }

    private static DomainName[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(i => DomainName.Parse($"{prefix}{i}.test"))];

    private static Task<Phantom[]> AssignAsync(RelayStore store, DomainName[] names) =>
        Task.WhenAll(names.Select(name => store.Phantoms.AssignAsync(name, Cancellation).AsTask()));

    private static Task<RelayStore> OpenAsync(string location) => RelayStore.OpenAsync(
        new StoreOptions { Location = location }, StoreRole.DnsBackend, NullLoggerFactory.Instance, TimeProvider.System, Cancellation);

    private static async Task<long> CountAsync(string location)
    {
        await using NpgsqlConnection connection = new(location + ";Pooling=False");
        await connection.OpenAsync(Cancellation);
        await using NpgsqlCommand command = new("SELECT count(*) FROM urelay.phantom", connection);
        return (long)(await command.ExecuteScalarAsync(Cancellation))!;
    }
}
