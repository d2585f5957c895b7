using System.Data.Common;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Store.Snapshots;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    [Theory]
    [InlineData("UPDATE pool SET listener = 'x'", "pool default")]
    [InlineData("INSERT INTO static_mapping (idx, domain) VALUES (7, 'a.test')", "static_mapping 7")]
    [InlineData("INSERT INTO host (domain, address) VALUES ('a.test', '192.0.2.1')", "host a.test 192.0.2.1")]
    [InlineData("UPDATE upstream SET name = 'other'", "upstream direct, upstream other")]
    [InlineData("INSERT INTO rule (id, domain) VALUES (5, 'a.test'), (6, 'b.test')", "rule 5, rule 6")]
    [InlineData("INSERT INTO substitution (group_id, to_domain) VALUES (7, 'a.test')", "substitution 7")]
    [InlineData("INSERT INTO ipv4_window (network) VALUES ('192.0.2.0/24')", "ipv4_window 192.0.2.0/24")]
    [InlineData("INSERT INTO dns_zone (name) VALUES ('lab.test')", "dns_zone lab.test")]
    [InlineData("INSERT INTO dns_record (id, name, type, content) VALUES (5, 'a.test', 'A', '192.0.2.1')", "dns_record 5")]
    [InlineData("DELETE FROM rule", "rule 1, rule 2")]
    [InlineData("UPDATE rule SET id = 9 WHERE id = 2", "rule 2, rule 9")]
    public async Task A_change_names_its_rows(string change, string expected)
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO rule (id, domain) VALUES (1, 'one.test'), (2, 'two.test')");
        await database.ExecuteAsync("DELETE FROM change");
        await database.ExecuteAsync(change);
        Assert.Equal(expected, string.Join(", ", await ChangesAsync()));
    }

    [Fact]
    public async Task A_reader_takes_what_it_could_not_see_and_each_change_once()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        ConfigurationTables tables = new(direct);
        List<TableRows> read = [];
        ConfigurationPicture first = await tables.ReadAsync(null, Keep, Cancellation);
        await database.ExecuteAsync("INSERT INTO rule (id, domain) VALUES (1, 'one.test'), (2, 'two.test')");
        ConfigurationPicture second = await tables.ReadAsync(first.Place, Keep, Cancellation);
        Assert.Null((await tables.ReadAsync(second.Place, Keep, Cancellation)).Compiled);
        await database.ExecuteAsync("DELETE FROM rule WHERE id = 1");
        await database.ExecuteAsync("INSERT INTO host (domain, address) VALUES ('a.test', '192.0.2.1')");
        _ = await tables.ReadAsync(second.Place, Keep, Cancellation);

        Assert.Equal((true, 0), (read[0].ChangedRules is null, read[0].Rules!.Count()));
        Assert.Equal([1, 2], read[1].ChangedRules!.Order());
        Assert.Equal(["one.test", "two.test"], read[1].Rules!.Select(rule => rule.Domain));
        Assert.Equal((null, null, null, null), (read[1].Pools, read[1].StaticMappings, read[1].Hosts, read[1].Upstreams));
        Assert.Equal([1], read[2].ChangedRules!);
        Assert.Empty(read[2].Rules!);
        Assert.Equal(["a.test"], read[2].Hosts!.Select(host => host.Domain));
        Assert.Equal(3, read.Count);

        CompiledTables Keep(TableRows rows, long revision)
        {
            read.Add(rows with { Rules = rows.Rules?.ToArray() });
            return new CompiledTables(null, []);
        }
    }

    [Fact]
    public async Task Of_records_the_changed_ones_are_read_and_answered_with()
    {
        List<TableRows> read = [];
        RelayStore store = await OpenAsync(
            compile: (before, rows, revision) =>
            {
                read.Add(rows);
                return SnapshotCompiler.Compile(before, rows, revision);
            },
            poll: TimeSpan.FromMilliseconds(5));
        await ChangeAsync("INSERT INTO dns_zone (name) VALUES ('lab.test'); INSERT INTO dns_record (id, name, type, content) VALUES (1, 'a.lab.test', 'A', '192.0.2.1'), (2, 'b.lab.test', 'A', '192.0.2.2')");
        await ChangeAsync("DELETE FROM dns_record WHERE id = 1");
        await ChangeAsync("UPDATE dns_record SET content = '192.0.2.3' WHERE id = 2");
        TableRows[] changes = [.. read.Where(rows => rows.ChangedDnsRecords is not null)];
        Assert.Equal(["1 2", "1", "2"], changes.Select(rows => string.Join(' ', rows.ChangedDnsRecords!.Order())));
        Assert.Equal(["1 2", "", "2"], changes.Select(rows => string.Join(' ', rows.DnsRecords!.Select(row => row.Id))));
        Assert.Equal((DnsAnswerKind.NxDomain, "192.0.2.3"), (Ask("a.lab.test").Kind, Ask("b.lab.test").Records[0].Address.ToString()));

        DnsAnswer Ask(string name) => DnsAnswers.Answer(
            new DnsQuestion(name, DnsType.A, default, MayAllocate: false), store.Snapshots.Current!.PhantomPoolFor("dns"), store.Snapshots.Current, store.Phantoms);

        async Task ChangeAsync(string sql)
        {
            await database.ExecuteAsync(sql);
            long revision = await database.ScalarAsync<long>("SELECT CAST(sum(changes) AS bigint) FROM revision");
            await UntilAsync(() => store.Snapshots.Current!.Revision >= revision);
        }
    }

    [Fact]
    public async Task A_reader_whose_place_was_pruned_reads_everything()
    {
        await OpenAsync();
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        ConfigurationTables tables = new(direct);
        ConfigurationPicture old = await tables.ReadAsync(null, Nothing, Cancellation);
        await database.ExecuteAsync("INSERT INTO rule (id, domain) VALUES (1, 'one.test')");
        ConfigurationPicture recent = await tables.ReadAsync(old.Place, Nothing, Cancellation);
        await database.ExecuteAsync("UPDATE change SET changed_at = '2026-01-01 00:00:00'");
        // A transaction of another test on this server may hold the horizon back.
        while (await database.ScalarAsync<long>("SELECT count(*) FROM change") > 0)
            _ = await tables.PruneAsync(Cancellation);
        // A place behind the transactions that were pruned, which a look at any time gives.
        recent = await tables.ReadAsync(recent.Place, Nothing, Cancellation);
        await database.ExecuteAsync("UPDATE rule SET domain = 'two.test'");

        TableRows? slow = null, quick = null;
        await using Database another = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        _ = await new ConfigurationTables(another).ReadAsync(old.Place, (rows, revision) => Nothing(slow = rows, revision), Cancellation);
        _ = await tables.ReadAsync(recent.Place, (rows, revision) => Nothing(quick = rows, revision), Cancellation);
        Assert.NotNull(slow!.Pools);
        Assert.Null(slow.ChangedRules);
        Assert.Null(quick!.Pools);
        Assert.Equal([1], quick.ChangedRules!);

        static CompiledTables Nothing(TableRows rows, long revision) => new(null, []);
    }

    [Fact]
    public async Task No_snapshot_has_half_of_a_transaction_and_the_last_is_that_of_the_last_commit()
    {
        await OpenWithTwoRulesAsync();
        RelayStore store = await OpenAsync(compile: SnapshotCompiler.Compile, poll: TimeSpan.FromMilliseconds(5));
        int halves = 0;
        TaskCompletionSource last = new(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Snapshots.Swapped += snapshot =>
        {
            // Each transaction moves the pair to another name, in two statements.
            bool[] there = [.. Enumerable.Range(0, 40).Select(i => Blocks(snapshot, $"a{i}.test") != Blocks(snapshot, $"b{i}.test"))];
            halves += there.Count(half => half);
            if (Blocks(snapshot, "a39.test"))
                last.TrySetResult();
        };
        for (int i = 0; i < 40; i++)
        {
            await using DbConnection connection = await database.OpenAsync();
            await using DbTransaction transaction = await connection.BeginTransactionAsync(Cancellation);
            foreach (string sql in (string[])[$"UPDATE rule SET domain = 'a{i}.test' WHERE id = 1", $"UPDATE rule SET domain = 'b{i}.test' WHERE id = 2"])
            {
                using DbCommand command = connection.CreateCommand();
                (command.Transaction, command.CommandText) = (transaction, sql);
                await command.ExecuteNonQueryAsync(Cancellation);
            }
            await transaction.CommitAsync(Cancellation);
        }
        await last.Task.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(0, halves);
    }

    [Theory]
    [InlineData("a broken block rule", "INSERT INTO rule (domain, action, ports) VALUES ('bad.test', 'block', '443')", "ports", "0")]
    [InlineData("a broken onion rule", "INSERT INTO rule (domain, upstream) VALUES ('onion', 'tor')", "domain", "regex:(")]
    public async Task Broken_conditions_leave_the_last_good_rules_until_they_are_mended(string what, string good, string column, string broken)
    {
        await OpenWithTwoRulesAsync();
        await database.ExecuteAsync("INSERT INTO upstream (name, kind, address, port) VALUES ('tor', 'socks5', '127.0.0.1', 9050)");
        RelayStore store = await OpenAsync(compile: SnapshotCompiler.Compile, poll: TimeSpan.FromMilliseconds(5));
        await database.ExecuteAsync(good);
        await UntilAsync(() => store.Snapshots.Current!.Rules.MatchName(FlowTo(what.Contains("onion", StringComparison.Ordinal) ? "x.onion" : "bad.test")).RuleId == 3);
        long revision = store.Snapshots.Current!.Revision;
        await BreakAsync(column, broken);
        await database.ExecuteAsync("DELETE FROM rule WHERE id = 1");
        await UntilAsync(async () => await database.ScalarAsync<long>("SELECT count(*) FROM problem WHERE table_name = 'rule' AND row_key = '3'") == 1);
        // What came with the broken row and after it is not in force either.
        Assert.Equal(revision, store.Snapshots.Current!.Revision);
        Assert.True(Blocks(store.Snapshots.Current, "a.test"));
        RelayStore fresh = await OpenAsync(compile: SnapshotCompiler.Compile);
        Assert.Null(fresh.Snapshots.Current);

        await database.ExecuteAsync("DELETE FROM rule WHERE id = 3");
        await UntilAsync(() => !Blocks(store.Snapshots.Current, "a.test"));
        await UntilAsync(async () => await database.ScalarAsync<long>("SELECT count(*) FROM problem") == 0);
    }

    [Fact]
    public async Task A_broken_action_refuses_and_the_rest_comes_into_force()
    {
        await OpenWithTwoRulesAsync();
        await database.ExecuteAsync("INSERT INTO upstream (name, kind, address, port) VALUES ('tor', 'socks5', '127.0.0.1', 9050)");
        await database.ExecuteAsync("INSERT INTO rule (domain, upstream) VALUES ('onion', 'tor')");
        RelayStore store = await OpenAsync(compile: SnapshotCompiler.Compile, poll: TimeSpan.FromMilliseconds(5));
        Assert.Equal(VerdictKind.Relay, store.Snapshots.Current!.Rules.MatchName(FlowTo("x.onion")).Kind);
        await database.ExecuteAsync("UPDATE upstream SET kind = 'group', address = NULL, port = NULL WHERE name = 'tor'");
        await UntilAsync(() => store.Snapshots.Current.Rules.MatchName(FlowTo("x.onion")) is { Kind: VerdictKind.Refuse, RuleId: 3, Upstream: null });
        Assert.True(Blocks(store.Snapshots.Current, "a.test"));
        await UntilAsync(async () => await database.ScalarAsync<long>("SELECT count(*) FROM problem WHERE table_name = 'rule' AND row_key = '3'") == 1);
        await database.ExecuteAsync("INSERT INTO upstream_member (group_name, member) VALUES ('tor', 'direct')");
        await UntilAsync(() => store.Snapshots.Current.Rules.MatchName(FlowTo("x.onion")).Kind == VerdictKind.Relay);
    }

    [Fact]
    public async Task Many_changes_become_one_layer_on_another_thread_and_mean_the_same()
    {
        await OpenAsync(compile: SnapshotCompiler.Compile);
        await database.ExecuteAsync("""
            WITH RECURSIVE numbers (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < 5000)
            INSERT INTO rule (domain, action) SELECT 'n' || n || '.test', 'block' FROM numbers
            """);
        int folded = 0;
        RelayStore store = await OpenAsync(poll: TimeSpan.FromMilliseconds(5), compile: (before, rows, revision) =>
        {
            CompiledTables next = SnapshotCompiler.Compile(before, rows, revision);
            // It had too many changes to be looked up quickly, and this one more leaves it with few.
            folded += before is { Snapshot.Revision: > 0 } && rows.ChangedRules is { Count: 1 } && !SnapshotCompiler.WantsFolding(next) ? 1 : 0;
            return next;
        });
        await database.ExecuteAsync("UPDATE rule SET action = 'relay' WHERE id <= 1100");
        await UntilAsync(() => !Blocks(store.Snapshots.Current, "n1100.test"));
        for (int id = 5000; folded == 0; id--)
        {
            await database.ExecuteAsync($"DELETE FROM rule WHERE id = {id}");
            await UntilAsync(() => !Blocks(store.Snapshots.Current, $"n{id}.test"));
            Assert.True(Blocks(store.Snapshots.Current, "n1101.test") && Blocks(store.Snapshots.Current, $"n{id - 1}.test"));
            Assert.Equal(VerdictKind.Relay, store.Snapshots.Current!.Rules.MatchName(FlowTo("n1.test")).Kind);
        }
    }

    /// <summary>Writes what the table's checks would not let in, as a row of an older version or another program could be.</summary>
    protected abstract Task BreakAsync(string column, string value);

    /// <summary>Rules 1 and 2 block <c>a.test</c> and <c>b.test</c>.</summary>
    private protected async Task OpenWithTwoRulesAsync()
    {
        await CloseAsync(await OpenAsync());
        await database.ExecuteAsync("INSERT INTO rule (domain, action) VALUES ('a.test', 'block'), ('b.test', 'block')");
    }

    private static FlowFacts FlowTo(string domain) =>
        new(DomainName.Parse(domain), 443, NetAddress.Parse("192.0.2.9"), "l", Transport.Tcp, LearntBy.Phantom);

    private protected static bool Blocks(Snapshot? snapshot, string domain) => snapshot!.Rules.MatchName(FlowTo(domain)).Kind == VerdictKind.Block;

    private protected static Task UntilAsync(Func<bool> condition) => UntilAsync(() => Task.FromResult(condition()));

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        deadline.CancelAfter(TimeSpan.FromMinutes(2));
        while (!await condition())
            await Task.Delay(5, deadline.Token);
    }

    private async Task<List<string>> ChangesAsync()
    {
        await using DbConnection connection = await database.OpenAsync();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = "SELECT DISTINCT table_name || ' ' || row_key AS changed FROM change ORDER BY changed";
        await using DbDataReader reader = await command.ExecuteReaderAsync();
        List<string> changes = [];
        while (await reader.ReadAsync())
            changes.Add(reader.GetString(0));
        return changes;
    }
}
