using System.Data.Common;
using Relay.Store.Model;
using Relay.Store.Phantoms;
using Relay.Store.Sql;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    private static readonly TimeSpan Old = TimeSpan.FromDays(30);

    [Fact]
    public async Task A_deleted_phantom_is_nobodys_in_every_process_within_a_second_or_so()
    {
        RelayStore[] stores = [await OpenAsync(), await OpenAsync()];
        DomainName name = DomainName.Parse("deleted.test"), other = DomainName.Parse("other.test");
        Phantom phantom = await stores[0].Phantoms.AssignAsync(name, Cancellation), kept = await stores[0].Phantoms.AssignAsync(other, Cancellation);
        Assert.Equal(name, await stores[1].Phantoms.FindAsync(phantom, Cancellation));
        Assert.Equal(other, await stores[1].Phantoms.FindAsync(kept, Cancellation));
        await database.ExecuteAsync("DELETE FROM phantom WHERE domain = 'deleted.test'");
        foreach (RelayStore store in stores)
        {
            while (store.Phantoms.TryGet(phantom, out _) || store.Phantoms.TryGet(name, out _))
                await Task.Delay(20, Cancellation);
            Assert.Null(await store.Phantoms.FindAsync(phantom, Cancellation));
            Assert.True(store.Phantoms.TryGet(kept, out _));
        }
        Phantom renewed = await stores[1].Phantoms.AssignAsync(name, Cancellation);
        Assert.True(renewed.Id > kept.Id);
        Assert.Equal(renewed, await stores[0].Phantoms.AssignAsync(name, Cancellation));
    }

    [Fact]
    public async Task What_left_is_seen_once_by_each_look_however_late_it_was_committed()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        PhantomLife life = new(direct);
        await database.ExecuteAsync("INSERT INTO phantom (domain) VALUES ('a.test'), ('b.test'), ('c.test')");
        string seen = (await life.LookAsync(null, Cancellation)).Seen;
        await using (DbConnection slow = await database.OpenAsync())
        {
            await using DbTransaction late = await slow.BeginTransactionAsync(Cancellation);
            using (DbCommand delete = slow.Command(late, "DELETE FROM phantom WHERE domain = 'a.test'"))
                await delete.ExecuteNonQueryAsync(Cancellation);
            if (HasManyWriters)
                await database.ExecuteAsync("DELETE FROM phantom WHERE domain = 'b.test'");
            PhantomChanges early = await life.LookAsync(seen, Cancellation);
            Assert.Equal(HasManyWriters ? [2] : [], early.Gone);
            seen = early.Seen;
            await late.CommitAsync(Cancellation);
        }
        PhantomChanges now = await life.LookAsync(seen, Cancellation);
        Assert.Equal((3, 1), (now.NewestId, Assert.Single(now.Gone)));
        Assert.Empty((await life.LookAsync(now.Seen, Cancellation)).Gone);
    }

    [Fact]
    public async Task Old_names_that_were_never_connected_to_are_retired_and_deleted_after_the_grace()
    {
        RelayStore store = await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        PhantomLife life = new(direct);
        await database.ExecuteAsync($"""
            INSERT INTO phantom (domain, created_at, used_at) VALUES
                ('unused.test', {DaysAgo(31)}, NULL), ('used.test', {DaysAgo(31)}, {DaysAgo(30)}), ('fresh.test', {DaysAgo(29)}, NULL)
            """);
        Phantom old = await store.Phantoms.AssignAsync(DomainName.Parse("unused.test"), Cancellation);
        Assert.Equal((1, null), await life.RetireAsync(0, Old, Cancellation));
        Assert.Equal((0, null), await life.RetireAsync(0, Old, Cancellation));
        Assert.Equal("fresh.test used.test", await database.ScalarAsync<string>("SELECT min(domain) || ' ' || max(domain) FROM phantom"));

        // The address still leads to its name, but the name gets another.
        RelayStore later = await OpenAsync();
        Assert.Equal("unused.test", (await later.Phantoms.FindAsync(old, Cancellation))?.Value);
        Assert.Null(await later.Phantoms.FindAsync(old with { Tag = old.Tag ^ 1 }, Cancellation));
        Assert.True((await later.Phantoms.AssignAsync(DomainName.Parse("unused.test"), Cancellation)).Id > 3);
        Assert.Equal("unused.test", (await later.Phantoms.FindAsync(old, Cancellation))?.Value);

        Assert.Equal(0, await life.DeleteRetiredAsync(Old, Cancellation));
        await database.ExecuteAsync($"UPDATE retired_phantom SET retired_at = {DaysAgo(31)}");
        await life.WriteUsesAsync([old.Id], Cancellation);
        Assert.Equal(0, await life.DeleteRetiredAsync(Old, Cancellation));
        await database.ExecuteAsync($"UPDATE retired_phantom SET used_at = {DaysAgo(31)}");
        Assert.Equal(1, await life.DeleteRetiredAsync(Old, Cancellation));
        Assert.Null(await later.Phantoms.FindAsync(old, Cancellation));
    }

    [Fact]
    public async Task Retiring_goes_on_step_by_step()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        PhantomLife life = new(direct);
        await database.ExecuteAsync($"""
            INSERT INTO phantom (domain, created_at, used_at)
            WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 4500)
            SELECT 'n' || i || '.test', {DaysAgo(31)}, CASE WHEN i % 3 = 0 THEN {DaysAgo(1)} END FROM n
            """);
        int retired = 0;
        for (long? after = 0; after is { } next;)
        {
            (int count, after) = await life.RetireAsync(next, Old, Cancellation);
            retired += count;
        }
        Assert.Equal(3000, retired);
        Assert.Equal(1500L, await database.ScalarAsync<long>("SELECT count(*) FROM phantom"));
        Assert.Equal(3000L, await database.ScalarAsync<long>("SELECT count(*) FROM retired_phantom"));
    }

    [Fact]
    public async Task Only_rows_of_phantom_can_be_retired_and_they_do_not_change()
    {
        RelayStore store = await OpenAsync();
        await store.Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation);
        DbException forged = await Assert.ThrowsAnyAsync<DbException>(
            () => database.ExecuteAsync("INSERT INTO retired_phantom (id, tag, domain, created_at) SELECT id, tag, 'evil.test', created_at FROM phantom"));
        Assert.Contains("takes rows of phantom as they are", forged.Message, StringComparison.Ordinal);
        await database.ExecuteAsync("INSERT INTO retired_phantom (id, tag, domain, created_at) SELECT id, tag, domain, created_at FROM phantom");
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync("UPDATE retired_phantom SET domain = 'evil.test'"));
        await database.ExecuteAsync($"UPDATE retired_phantom SET used_at = {DaysAgo(1)}");
    }

    [Fact]
    public async Task A_use_is_written_when_the_store_is_closed_at_the_latest()
    {
        RelayStore store = await OpenAsync();
        Phantom phantom = await store.Phantoms.AssignAsync(DomainName.Parse("used.test"), Cancellation);
        await store.Phantoms.AssignAsync(DomainName.Parse("unused.test"), Cancellation);
        store.Phantoms.NoteUse(phantom);
        await CloseAllAsync();
        Assert.Equal("used.test", await database.ScalarAsync<string>("SELECT max(domain) FROM phantom WHERE used_at IS NOT NULL AND used_at >= created_at"));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM phantom WHERE used_at IS NULL"));
    }

    [Fact]
    public async Task Ids_go_on_after_what_was_passed_and_never_back()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        PhantomLife life = new(direct);
        PhantomTable table = new(direct);
        await life.PassAsync(1000, Cancellation);
        await Task.WhenAll(Enumerable.Range(0, 10).Select(i => life.PassAsync(i * 10, Cancellation)));
        Assert.Equal(1001, (await table.AssignAsync([DomainName.Parse("a.test")], passed: 500)).Made.Single().Id);
        IEnumerable<PhantomRow>[] made = await Task.WhenAll(Enumerable.Range(0, 20).Select(async i =>
            (IEnumerable<PhantomRow>)(await table.AssignAsync([DomainName.Parse($"n{i}.test")], passed: 2000 + i % 3)).Made));
        long[] ids = [.. made.SelectMany(rows => rows).Select(row => row.Id)];
        Assert.Equal(20, ids.Distinct().Count());
        Assert.All(ids, id => Assert.True(id > 2000));
    }

    [Fact]
    public async Task A_process_that_knows_more_than_a_restored_database_moves_it_on()
    {
        RelayStore store = await OpenAsync();
        Phantom early = await store.Phantoms.AssignAsync(DomainName.Parse("early.test"), Cancellation);
        Func<Task> restore = await CopyAsync();
        Phantom[] lost = await Task.WhenAll(Enumerable.Range(0, 50).Select(i => store.Phantoms.AssignAsync(DomainName.Parse($"lost{i}.test"), Cancellation).AsTask()));
        await CloseAllAsync();
        await restore();

        RelayStore later = await OpenAsync();
        Phantom next = await later.Phantoms.AssignAsync(DomainName.Parse("lost7.test"), Cancellation);
        Assert.True(next.Id > lost.Max(phantom => phantom.Id), $"{next.Id} was given before");
        Assert.All(await Task.WhenAll(lost.Select(phantom => later.Phantoms.FindAsync(phantom, Cancellation).AsTask())), Assert.Null);
        Assert.Equal("early.test", (await later.Phantoms.FindAsync(early, Cancellation))?.Value);
    }

    /// <summary>Whether one transaction can write while another has not ended.</summary>
    protected abstract bool HasManyWriters { get; }

    protected abstract string DaysAgo(int days);

    /// <summary>Copies the database as it is.</summary>
    /// <returns>Puts the copy in its place.</returns>
    protected abstract Task<Func<Task>> CopyAsync();

    private async Task CloseAllAsync()
    {
        foreach (RelayStore store in stores)
            await store.DisposeAsync();
        stores.Clear();
    }
}
