using System.Data.Common;
using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_look_shows_rules_phantoms_and_flows_and_leaves_no_trace()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([Flow(worker, 1, Outcome.NameNotFound)], Cancellation);
        await database.ExecuteAsync("INSERT INTO rule (domain, action, comment) VALUES ('on.test', 'block', 'why')");
        await database.ExecuteAsync("INSERT INTO rule (domain, enabled) VALUES ('off.test', false)");
        await database.ExecuteAsync("INSERT INTO phantom (domain) VALUES ('here.test'), ('gone.test')");
        await database.ExecuteAsync("INSERT INTO retired_phantom (id, tag, domain, created_at, used_at) SELECT id, tag, domain, created_at, used_at FROM phantom WHERE domain = 'gone.test'");
        await database.ExecuteAsync("DELETE FROM phantom WHERE domain = 'gone.test'");
        string before = await StateAsync();

        await using (StoreReader reader = await LookAsync())
        {
            Snapshot snapshot = reader.Tables.Snapshot!;
            long on = Assert.Single(snapshot.Rules.ConsiderName(FactsOf("on.test"))).Id, off = Assert.Single(reader.Disabled.ConsiderName(FactsOf("off.test"))).Id;
            Assert.Empty(snapshot.Rules.ConsiderName(FactsOf("off.test")));
            IReadOnlyDictionary<long, WrittenRule> written = await reader.RulesAsync([on, off, 4711]);
            Assert.Equal(2, written.Count);
            Assert.Equal((true, "why", "block"), (written[on].Enabled, written[on].Comment, written[on].Row.Action));
            Assert.Equal((false, null), (written[off].Enabled, written[off].Comment));

            KnownPhantom here = Assert.Single(await reader.PhantomsOfAsync(DomainName.Parse("here.test")));
            KnownPhantom gone = Assert.Single(await reader.PhantomsOfAsync(DomainName.Parse("gone.test")));
            Assert.Equal((false, true), (here.IsRetired, gone.IsRetired));
            Assert.Equal(gone, await reader.PhantomOfAsync(gone.Phantom.Id));
            Assert.Equal("gone.test", (await reader.Phantoms.FindAsync(gone.Phantom, default, Cancellation)).Domain?.Value);
            Assert.Null((await reader.Phantoms.FindAsync(here.Phantom with { Tag = here.Phantom.Tag ^ 1 }, default, Cancellation)).Domain);
            Assert.Empty(await reader.PhantomsOfAsync(DomainName.Parse("never.test")));
            Assert.Null(await reader.PhantomOfAsync(4711));

            RecordedFlow flow = (await reader.FlowAsync(await database.ScalarAsync<long>("SELECT id FROM connection")))!;
            Assert.Equal(("demo.test", "192.0.2.9", "phantom", "name_not_found"), (flow.Domain, flow.ClientAddress, flow.LearntBy, flow.Outcome));
            Assert.StartsWith("2026-11-22 22:00:00.123456", flow.AcceptedAt, StringComparison.Ordinal);
            Assert.Null(await reader.FlowAsync(1));
        }
        Assert.Equal(before, await StateAsync());
    }

    [Fact]
    public async Task Who_only_looks_cannot_write()
    {
        await CloseAsync(await OpenAsync());
        Database looking = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System, readOnly: true);
        await using (looking)
        {
            Exception refused = await Assert.ThrowsAnyAsync<Exception>(() => looking.RunAsync(Work.Register, async (connection, transaction) =>
            {
                using DbCommand command = connection.Command(transaction, "INSERT INTO rule (domain) VALUES ('written.test')");
                return await command.ExecuteNonQueryAsync();
            }, Cancellation));
            Assert.Matches("read-?only", refused.Message);
        }
    }

    [Fact]
    public async Task A_configuration_that_is_rejected_has_no_snapshot_and_says_why()
    {
        await CloseAsync(await OpenAsync());
        await database.ExecuteAsync("INSERT INTO rule (domain) VALUES ('regex:(')");
        await using StoreReader reader = await LookAsync();
        Assert.Null(reader.Tables.Snapshot);
        Assert.Equal("rule", Assert.Single(reader.Tables.Problems).TableName);
    }

    [Fact]
    public async Task A_schema_that_does_not_serve_this_version_is_not_looked_at()
    {
        await CloseAsync(await OpenAsync());
        await database.ExecuteAsync("DELETE FROM schema_version WHERE version = (SELECT max(version) FROM schema_version)");
        StoreUnavailableException old = await Assert.ThrowsAsync<StoreUnavailableException>(LookAsync);
        Assert.EndsWith("run 'urelay migrate'", old.Message, StringComparison.Ordinal);
        await database.ExecuteAsync("INSERT INTO schema_version (version) VALUES (20990101000000)");
        await (await LookAsync()).DisposeAsync();
        await database.ExecuteAsync("UPDATE store SET oldest_version = 20990101000000");
        StoreUnavailableException young = await Assert.ThrowsAsync<StoreUnavailableException>(LookAsync);
        Assert.EndsWith("install a newer version", young.Message, StringComparison.Ordinal);
    }

    private Task<StoreReader> LookAsync() => StoreReader.OpenAsync(new StoreOptions { Location = database.Location }, TimeProvider.System, Cancellation);

    private static FlowFacts FactsOf(string name) => new(DomainName.Parse(name), 443, default, "lan", Transport.Tcp, LearntBy.Phantom);

    private Task<string> StateAsync() => database.ScalarAsync<string>("""
        SELECT (SELECT CAST(sum(changes) AS text) FROM revision) || ' ' || (SELECT count(*) FROM phantom) || ' ' || (SELECT count(*) FROM worker) || ' '
            || (SELECT count(*) FROM problem) || ' ' || (SELECT count(*) FROM change) || ' ' || (SELECT count(*) FROM connection)
        """);
}
