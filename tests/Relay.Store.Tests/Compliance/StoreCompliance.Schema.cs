using System.Data.Common;
using System.Reflection;
using FluentMigrator;
using Relay.Migrations;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    [Fact]
    public void The_current_version_is_that_of_the_newest_migration() =>
        Assert.Equal(SchemaVersion.Current, typeof(SchemaVersion).Assembly.GetTypes().Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Version ?? 0).Max());

    [Fact]
    public async Task First_start_makes_the_schema_and_the_seeds()
    {
        await OpenAsync();
        Assert.Equal(SchemaVersion.Current, await database.ScalarAsync<long>("SELECT max(version) FROM schema_version"));
        Assert.Equal("default phantom6 fd75:7265:6c61:7900::/64", await database.ScalarAsync<string>("SELECT name || ' ' || kind || ' ' || prefix FROM pool"));
        Assert.Equal("direct direct", await database.ScalarAsync<string>("SELECT name || ' ' || kind FROM upstream"));
    }

    [Fact]
    public async Task A_store_has_a_random_id_that_stays()
    {
        await OpenAsync();
        string id = await database.ScalarAsync<string>("SELECT id FROM store");
        Assert.Matches("^[0-9a-f]{32}$", id);
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        Assert.Equal(id, await StoreIdentity.ReadAsync(direct, Cancellation));
    }

    [Fact]
    public async Task First_starts_at_once_all_succeed()
    {
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => OpenAsync())));
        Assert.Equal(1L, await database.ScalarAsync<long>("SELECT count(*) FROM pool"));
    }

    [Fact]
    public async Task All_columns_are_there()
    {
        await OpenAsync();
        foreach (string query in (string[])
        [
            "SELECT name, kind, prefix, listener FROM pool",
            "SELECT id, tag, domain, created_at, used_at FROM phantom",
            "SELECT id, tag, domain, created_at, used_at, retired_at FROM retired_phantom",
            "SELECT idx, domain FROM static_mapping",
            "SELECT group_id, to_network, to_domain, upstream FROM substitution",
            "SELECT network, group_id, first FROM ipv4_window",
            "SELECT name, kind, servers FROM resolver",
            "SELECT name FROM dns_zone",
            "SELECT name, type, ttl, content FROM dns_record",
            "SELECT domain, address FROM host",
            "SELECT name, kind, address, port, username, password, source_v4, source_v6, device, mark, netns, proxy_protocol, dscp, any_source, via, choice FROM upstream",
            "SELECT group_name, member, position, weight FROM upstream_member",
            "SELECT id, enabled, priority, domain, network, ports, client, listener, transport, learnt_by, action, answer, to_domain, to_network, to_address, to_port, upstream, resolver, resolve, own_host, counts, comment, origin FROM rule",
            "SELECT id, worker, listener, transport, client_address, client_port, asked_address, asked_port, domain, learnt_by, rule_id, address_rule_id, rewrites, target_domain, target_address, target_port, upstream, remote_address, remote_port, bytes_up, bytes_down, accepted_at, dialed_at, ended_at, outcome, error, revision FROM connection",
            "SELECT id, name, started_at, seen_at, schema_version, ended_at FROM worker",
            "SELECT id, name, process, started_at, seen_at, schema_version FROM dns_backend",
            "SELECT table_name, row_key, message, since FROM problem",
            "SELECT id, txid, table_name, row_key, changed_at FROM change",
            "SELECT domain, pool, address FROM phantom_address",
            "SELECT id, age_s FROM live_connection",
        ])
            await database.ExecuteAsync(query);
    }

    [Theory]
    [InlineData("live_connection", 1)]
    [InlineData("connection_report", 5)]
    public async Task The_columns_of_the_table_end_a_view(string view, int computed)
    {
        await OpenAsync();
        await using DbConnection connection = await database.OpenAsync();
        string[] table = await ColumnsAsync(connection, "connection"), all = await ColumnsAsync(connection, view);
        Assert.Equal(table, all[computed..]);
    }

    private static async Task<string[]> ColumnsAsync(DbConnection connection, string table)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} WHERE false";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}
