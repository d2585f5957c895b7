using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task The_first_snapshot_is_there_when_the_store_is_open()
    {
        TableRows? seen = null;
        RelayStore store = await OpenAsync(compile: (before, rows, revision) =>
        {
            seen = rows with { Rules = [.. rows.Rules!] };
            return CompileNothing(before, rows, revision);
        });
        Assert.NotNull(store.Snapshots.Current);
        Assert.Equal(new PoolRow("default", "phantom6", "fd75:7265:6c61:7900::/64", null), Assert.Single(seen!.Pools!));
        Assert.Equal(new UpstreamRow { Name = "direct", Kind = "direct" }, Assert.Single(seen.Upstreams!));
        Assert.Empty(seen.Rules!);
    }

    [Theory]
    [InlineData("INSERT INTO rule (domain, action) VALUES ('blocked.test', 'block')")]
    [InlineData("INSERT INTO host (domain, address) VALUES ('a.test', '192.0.2.1')")]
    [InlineData("INSERT INTO static_mapping (idx, domain) VALUES (1, 'a.test')")]
    [InlineData("UPDATE pool SET listener = 'dns'")]
    [InlineData("UPDATE upstream SET mark = 7")]
    [InlineData("INSERT INTO substitution (group_id, to_domain) VALUES (1, 'a.test')")]
    [InlineData("INSERT INTO ipv4_window (network) VALUES ('192.0.2.0/24')")]
    [InlineData("INSERT INTO resolver (name, kind) VALUES ('own', 'system')")]
    [InlineData("INSERT INTO dns_zone (name) VALUES ('lab')")]
    [InlineData("INSERT INTO dns_record (name, type, content) VALUES ('a.lab', 'A', '192.0.2.1')")]
    public async Task A_change_comes_into_force(string change)
    {
        TaskCompletionSource<TableRows> changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        long first = 0;
        RelayStore store = await OpenAsync(poll: TimeSpan.FromMilliseconds(5), compile: (before, rows, revision) =>
        {
            if (first == 0)
                first = revision;
            else if (revision > first)
                changed.TrySetResult(rows);
            return CompileNothing(before, rows, revision);
        });
        await database.ExecuteAsync(change);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        await database.ExecuteAsync("DELETE FROM host");
    }

    [Fact]
    public async Task Rules_come_as_they_were_written_and_only_if_enabled()
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO resolver (name, kind) VALUES ('r', 'system')");
        await database.ExecuteAsync("""
            INSERT INTO rule (enabled, priority, domain, network, ports, client, listener, transport, learnt_by, action, to_domain, to_network, to_address, to_port,
                upstream, resolver, resolve, own_host, counts)
            VALUES (true, 5, '.x.test', '192.0.2.0/24', '80,443', '::/0', 'l', 'tcp', 'socks_name', 'relay', null, null, '192.0.2.1', 8080, 'direct', 'r', '6_only', true, '2,1'),
                (false, 0, 'off.test', null, null, null, null, null, null, 'block', null, null, null, null, null, null, null, false, null)
            """);
        TableRows? seen = null;
        await OpenAsync(compile: (before, rows, revision) =>
        {
            seen = rows with { Rules = [.. rows.Rules!] };
            return CompileNothing(before, rows, revision);
        });
        Assert.Equal(
            new RuleRow
            {
                Id = 1, Priority = 5, Domain = ".x.test", Network = "192.0.2.0/24", Ports = "80,443", Client = "::/0", Listener = "l", Transport = "tcp",
                LearntBy = "socks_name", Action = "relay", ToAddress = "192.0.2.1", ToPort = 8080, Upstream = "direct",
                Resolver = "r", Resolve = "6_only", OwnHost = true, Counts = "2,1",
            },
            Assert.Single(seen!.Rules!));
    }

    [Fact]
    public async Task Rows_of_all_tables_come_as_they_were_written()
    {
        await OpenAsync();
        await database.ExecuteAsync("""
            INSERT INTO rule (domain, to_domain) VALUES ('.lab', '{sub}.test');
            INSERT INTO rule (network, to_network) VALUES ('10.0.0.0/8', '64:ff9b::/96');
            INSERT INTO substitution (group_id, to_network, upstream) VALUES (7, '10.0.0.0/8', 'direct');
            INSERT INTO ipv4_window (network, group_id, first) VALUES ('192.0.2.0/24', 7, 5), ('198.51.100.7/32', NULL, 0);
            INSERT INTO resolver (name, kind, servers) VALUES ('r', 'dns', '192.0.2.53');
            INSERT INTO dns_zone (name) VALUES ('lab');
            INSERT INTO dns_record (name, type, ttl, content) VALUES ('a.lab', 'TXT', 60, '"x"');
            """);
        TableRows? read = null;
        List<(string?, string?)> rules = [];
        await OpenAsync(compile: (before, rows, revision) =>
        {
            read ??= rows;
            rules.AddRange((rows.Rules ?? []).Select(rule => (rule.ToDomain, rule.ToNetwork)));
            return CompileNothing(before, rows, revision);
        });
        Assert.Equal([("{sub}.test", null), (null, "64:ff9b::/96")], rules);
        Assert.Equal([new SubstitutionRow(7, "10.0.0.0/8", null, "direct")], read!.Substitutions!);
        Assert.Equal([new WindowRow("192.0.2.0/24", 7, 5), new WindowRow("198.51.100.7/32", null, 0)], read.Windows!);
        Assert.Equal([new ResolverRow("r", "dns", "192.0.2.53")], read.Resolvers!);
        Assert.Equal([new DnsZoneRow("lab")], read.DnsZones!);
        Assert.Equal([new DnsRecordRow(1, "a.lab", "TXT", 60, "\"x\"")], read.DnsRecords!);
        Assert.Equal((300L, 1L), (read.Pools![0].Ttl, read.Pools[0].NegativeTtl));
    }

    [Fact]
    public async Task The_last_good_snapshot_stays_and_problems_are_told_exactly()
    {
        Problem broken = new("host", "a.test", "no address");
        Problem minor = new("rule", "1", "no such upstream");
        await CloseAsync(await OpenAsync());
        await database.ExecuteAsync("INSERT INTO problem (table_name, row_key, message) VALUES ('rule', '9', 'of another time')");

        // The fake compiler rejects tables with a host, and finds fault with every rule.
        await CloseAsync(await OpenAsync(compile: (before, rows, revision) => new(
            rows.Hosts is { Count: > 0 } ? null : EmptySnapshot(revision), [.. rows.Hosts!.Select(_ => broken), .. rows.Rules!.Select(_ => minor)])));
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM problem"));

        await database.ExecuteAsync("INSERT INTO host (domain, address) VALUES ('a.test', '192.0.2.1')");
        await database.ExecuteAsync("INSERT INTO rule (domain) VALUES ('b.test')");
        RelayStore rejecting = await OpenAsync(compile: (before, rows, revision) => new(null, [broken, minor]));
        Assert.Null(rejecting.Snapshots.Current);
        await CloseAsync(rejecting);
        Assert.Equal(2L, await database.ScalarAsync<long>("SELECT count(*) FROM problem"));

        await OpenAsync(compile: (before, rows, revision) => new(EmptySnapshot(revision), [minor]));
        Assert.Equal("rule 1 no such upstream", await database.ScalarAsync<string>("SELECT table_name || ' ' || row_key || ' ' || message FROM problem"));
    }
}
