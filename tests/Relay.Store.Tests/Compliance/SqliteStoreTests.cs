using System.Data.Common;
using Relay.Store.Lists;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public sealed class SqliteStoreTests : StoreCompliance
{
    protected override string UseUpIds => "INSERT INTO phantom (id, domain) VALUES (1099511627775, 'last.test')";

    protected override string Overriding => "";

    protected override string AcceptedText => "SELECT accepted_at FROM connection";

    [Theory]
    [InlineData("id")]
    [InlineData("rowid")]
    [InlineData("oid")]
    [InlineData("_rowid_")]
    public async Task An_id_is_fixed_under_each_of_its_names(string name)
    {
        RelayStore store = await OpenAsync();
        Phantom phantom = await store.Phantoms.AssignAsync(DomainName.Parse("a.test"), Cancellation);
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"UPDATE phantom SET {name} = 7"));
        Assert.Equal(phantom.Id, await database.ScalarAsync<long>("SELECT id FROM phantom"));
        await database.ExecuteAsync("UPDATE phantom SET used_at = '2026-11-22'");
    }

    [Fact]
    public async Task What_REPLACE_removes_is_a_change_too()
    {
        await OpenAsync();
        await database.ExecuteAsync("DELETE FROM change");
        await database.ExecuteAsync("INSERT OR REPLACE INTO pool (name, prefix) SELECT 'new', prefix FROM pool");
        Assert.Equal("default,new", await database.ScalarAsync<string>("SELECT group_concat(row_key) FROM (SELECT row_key FROM change ORDER BY row_key)"));
    }

    /// <summary>To find out what a list changes nobody is kept waiting, nor waited for.</summary>
    [Fact]
    public async Task An_import_that_changes_nothing_needs_no_writer()
    {
        await OpenAsync();
        Assert.Equal(new ImportReport(3, 0, 0), await ImportAsync(Ads));
        await using DbConnection other = await database.OpenAsync();
        await using DbTransaction writing = await other.BeginTransactionAsync(Cancellation);
        using DbCommand write = other.CreateCommand();
        write.Transaction = writing;
        write.CommandText = "INSERT INTO rule (domain) VALUES ('other.test')";
        await write.ExecuteNonQueryAsync(Cancellation);
        Assert.Equal(new ImportReport(0, 0, 3), await ImportAsync(Ads));
        Assert.Equal(new ImportReport(0, 3, 0), await ImportAsync(Ads with { List = RuleList.Empty, DryRun = true }));
    }

    protected override Task BreakAsync(string column, string value) =>
        database.ExecuteAsync($"PRAGMA ignore_check_constraints = true; DROP TRIGGER rule_checked_update; UPDATE rule SET {column} = '{value}' WHERE id = 3");

    protected override bool HasManyWriters => false;

    protected override string DaysAgo(int days) => $"strftime('%Y-%m-%d %H:%M:%f000', 'now', '-{days} days')";

    protected override async Task<Func<Task>> CopyAsync()
    {
        string copy = database.Location + ".copy";
        await database.ExecuteAsync($"VACUUM INTO '{copy}'");
        return () =>
        {
            File.Delete(database.Location + "-wal");
            File.Delete(database.Location + "-shm");
            File.Move(copy, database.Location, overwrite: true);
            return Task.CompletedTask;
        };
    }

    protected override Task<TestDatabase> CreateStoreAsync() => SqliteTestDatabase.CreateStoreAsync();

    protected override Task<TestDatabase> CreateEmptyAsync() => Task.FromResult<TestDatabase>(new SqliteTestDatabase());
}
