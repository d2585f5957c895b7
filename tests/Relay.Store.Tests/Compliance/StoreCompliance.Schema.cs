using System.Data.Common;
using System.Reflection;
using FluentMigrator;
using Relay.Migrations;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    private static readonly string[] GoodRows =
    [
        "rule (domain, action) VALUES ('blocked.test', 'block')",
        "rule (domain) VALUES ('.below.test'), ('=exact.test'), ('*'), ('regex:^a+$')",
        "rule (network, ports, client, own_host) VALUES ('192.0.2.0/24', '443', '2001:db8::/32', true), ('2001:db8::1', '80,8000-8999', '10.0.0.1', false), ('::/0', '1-2,3-4,5', null, true)",
        "rule (ports) VALUES ('65535'), ('65529,65499-65500,64999'), ('59999,00080,1-65535')",
        "rule (domain, upstream) VALUES ('x.test', 'direct')",
        "host (domain, address) VALUES ('a.test', '192.0.2.1'), ('a.test', '2001:db8::1')",
        "static_mapping (idx, domain) VALUES (4294967295, 'a.test')",
        "pool (name, kind, prefix) VALUES ('nat', 'nat64', '64:ff9b::/96')",
        "upstream (name, kind, address, port, username, password) VALUES ('p', 'socks5', 'proxy.test', 1080, 'u', 'p')",
        "upstream (name, kind, address) VALUES ('q', 'socks5', '/run/proxy')",
    ];

    private static readonly (string Row, string Reason)[] BadRows =
    [
        ("rule (domain, action) VALUES ('a.test', 'deny')", "rule.action is relay or block"),
        ("rule (domain) VALUES ('UPPER.test')", "rule.domain"),
        ("rule (domain) VALUES ('a..test')", "rule.domain"),
        ("rule (domain) VALUES ('a.test.')", "rule.domain"),
        ("rule (domain) VALUES ('')", "rule.domain"),
        ("rule (ports) VALUES ('http')", "rule.ports"),
        ("rule (ports) VALUES ('80,')", "rule.ports"),
        ("rule (ports) VALUES ('80--90')", "rule.ports"),
        ("rule (ports) VALUES ('80,65536')", "rule.ports"),
        ("rule (ports) VALUES ('1-65540')", "rule.ports"),
        ("rule (ports) VALUES ('65600-65610')", "rule.ports"),
        ("rule (ports) VALUES ('66000')", "rule.ports"),
        ("rule (ports) VALUES ('70000')", "rule.ports"),
        ("rule (ports) VALUES ('100000')", "rule.ports"),
        ("rule (network) VALUES ('example.com')", ""),
        ("rule (own_host) VALUES (true)", "rule.own_host needs a network"),
        ("rule (transport) VALUES ('sctp')", "rule.transport"),
        ("rule (learnt_by) VALUES ('guess')", "rule.learnt_by"),
        ("rule (resolve) VALUES ('7_weak')", "rule.resolve"),
        ("rule (to_port) VALUES (65536)", "rule.to_port"),
        ("rule (answer) VALUES ('nxdomain')", "rule.answer"),
        ("rule (upstream) VALUES ('nowhere')", "rule.upstream is the name of a row of upstream"),
        ("host (domain, address) VALUES ('a.test', 'b.test')", ""),
        ("host (domain, address) VALUES ('a.test', '2001:DB8::1')", "host.address"),
        ("static_mapping (idx, domain) VALUES (4294967296, 'a.test')", "static_mapping.idx"),
        ("pool (name, prefix) VALUES ('p', 'fd00::/48')", "/64"),
        ("pool (name, kind, prefix) VALUES ('p', 'other', 'fd00::/64')", "pool.kind"),
        ("upstream (name, kind) VALUES ('p', 'socks5')", "needs an address"),
        ("upstream (name, kind, address) VALUES ('p', 'socks5', '192.0.2.1')", "needs a port"),
        ("upstream (name, kind, address) VALUES ('p', 'direct', '/a')", "kind direct"),
        ("upstream (name, kind, address, port, password) VALUES ('p', 'socks5', 'a', 1, 'x')", "needs a username"),
        ("phantom (domain) VALUES ('Not.Canonical')", "phantom.domain"),
    ];

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
    public async Task A_newer_schema_is_refused()
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO schema_version (version) VALUES (29991231235959)");
        StoreUnavailableException e = await Assert.ThrowsAsync<StoreUnavailableException>(() => OpenAsync());
        Assert.Contains("newer", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }

    [Fact]
    public async Task All_columns_are_there()
    {
        await OpenAsync();
        foreach (string query in (string[])
        [
            "SELECT name, kind, prefix, listener FROM pool",
            "SELECT id, tag, domain, created_at, used_at FROM phantom",
            "SELECT idx, domain FROM static_mapping",
            "SELECT domain, address FROM host",
            "SELECT name, kind, address, port, username, password, source_v4, source_v6, device, mark, netns, proxy_protocol FROM upstream",
            "SELECT id, enabled, priority, domain, network, ports, client, listener, transport, learnt_by, action, answer, to_domain, to_network, to_address, to_port, upstream, resolver, resolve, own_host, comment FROM rule",
            "SELECT id, worker, listener, transport, client_address, client_port, asked_address, asked_port, domain, learnt_by, rule_id, address_rule_id, rewrites, target_domain, target_address, target_port, upstream, remote_address, remote_port, bytes_up, bytes_down, accepted_at, dialed_at, ended_at, outcome, error, revision FROM connection",
            "SELECT id, name, started_at, seen_at FROM worker",
            "SELECT table_name, row_key, message, since FROM problem",
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

    [Fact]
    public async Task Good_rows_are_taken()
    {
        await OpenAsync();
        foreach (string row in GoodRows)
            await database.ExecuteAsync($"INSERT INTO {row}");
    }

    [Fact]
    public async Task Bad_rows_are_refused_with_a_reason()
    {
        await OpenAsync();
        foreach ((string row, string reason) in BadRows)
        {
            DbException e = await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync($"INSERT INTO {row}"));
            Assert.True(e.Message.Contains(reason, StringComparison.Ordinal), $"{row}: {e.Message}");
        }
    }

    [Fact]
    public async Task An_upstream_in_use_stays()
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO upstream (name, kind) VALUES ('other', 'direct')");
        await database.ExecuteAsync("INSERT INTO rule (domain, upstream) VALUES ('a.test', 'other')");
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync("DELETE FROM upstream WHERE name = 'other'"));
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync("UPDATE upstream SET name = 'new' WHERE name = 'other'"));
        await Assert.ThrowsAnyAsync<DbException>(() => database.ExecuteAsync("UPDATE rule SET upstream = 'gone'"));
        await database.ExecuteAsync("UPDATE upstream SET mark = 1 WHERE name = 'other'");
    }

    private static async Task<string[]> ColumnsAsync(DbConnection connection, string table)
    {
        using DbCommand command = connection.CreateCommand();
        command.CommandText = $"SELECT * FROM {table} WHERE false";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        return [.. Enumerable.Range(0, reader.FieldCount).Select(reader.GetName)];
    }
}
