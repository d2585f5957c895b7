using System.Data.Common;
using System.Globalization;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>What <see cref="StoreReader"/> asks of the tables.</summary>
internal sealed class ViewTables(Database database)
{
    private const string FlowColumns = """
        id, listener, client_address, asked_address, asked_port, domain, learnt_by, rule_id, address_rule_id, target_address, upstream, accepted_at, coalesce(dialing_at, dialed_at),
        outcome, error, revision, rewrites
        """;

    private readonly ConfigurationReader reader = new(database.Dialect);

    /// <summary>The configuration of one moment, and its rules that are not enabled.</summary>
    public Task<(CompiledTables Compiled, RuleSet Disabled)> ReadConfigurationAsync(CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, async (connection, transaction) =>
        {
            TableRows? all = null;
            CompiledTables Compile(TableRows rows, long revision) => SnapshotCompiler.Compile(all = rows, revision);
            CompiledTables compiled = (await reader.ReadAsync(connection, transaction, null, Compile).ConfigureAwait(false)).Compiled!;
            CompiledTables disabled = SnapshotCompiler.Compile(all! with { Rules = reader.DisabledRules(connection, transaction) }, revision: 0);
            return (compiled, disabled.Parts!.Rules.Rules);
        }, cancellation);

    public Task<IReadOnlyDictionary<long, WrittenRule>> RulesAsync(IReadOnlyCollection<long> ids) =>
        database.RunAsync<IReadOnlyDictionary<long, WrittenRule>>(Work.Watch, async (connection, transaction) =>
            (await reader.ReadWrittenAsync(connection, transaction, ids).ConfigureAwait(false)).ToDictionary(rule => rule.Row.Id), CancellationToken.None);

    public Task<IReadOnlyList<KnownPhantom>> PhantomsOfAsync(DomainName domain) => PhantomsAsync("domain = @wanted", domain.Value);

    public async Task<KnownPhantom?> PhantomOfAsync(long id) => (await PhantomsAsync("id = @wanted", id).ConfigureAwait(false)) is [var phantom, ..] ? phantom : null;

    public Task<RecordedFlow?> FlowAsync(long id) =>
        database.RunAsync<RecordedFlow?>(Work.Watch, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, $"SELECT {FlowColumns} FROM connection WHERE id = @wanted", ("wanted", id));
            return await command.ReadAsync("id", Flow).ConfigureAwait(false) is [var flow] ? flow : null;
        }, CancellationToken.None);

    private Task<IReadOnlyList<KnownPhantom>> PhantomsAsync(string condition, object wanted) =>
        database.RunAsync(Work.Watch, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, $"""
                SELECT id, tag, domain, 0 AS retired FROM phantom WHERE {condition}
                UNION ALL SELECT id, tag, domain, 1 FROM retired_phantom WHERE {condition}
                ORDER BY retired, id DESC
                """, ("wanted", wanted));
            return await command.ReadAsync("id", row => new KnownPhantom(
                new Phantom(row.GetInt64(0), (uint)row.GetInt64(1)), row.GetString(2), row.GetInt32(3) != 0)).ConfigureAwait(false);
        }, CancellationToken.None);

    private static RecordedFlow Flow(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Listener = row.GetString(1),
        ClientAddress = row.GetString(2),
        AskedAddress = row.TextOrNull(3),
        AskedPort = row.GetInt64(4),
        Domain = row.TextOrNull(5),
        LearntBy = row.TextOrNull(6),
        RuleId = row.NumberOrNull(7),
        AddressRuleId = row.NumberOrNull(8),
        TargetAddress = row.TextOrNull(9),
        Upstream = row.TextOrNull(10),
        AcceptedAt = Time(row, 11)!,
        DialingAt = Time(row, 12),
        Outcome = row.GetString(13),
        Error = row.TextOrNull(14),
        Revision = row.GetInt64(15),
        Rewrites = row.TextOrNull(16),
    };

    /// <summary>SQLite has times as text, PostgreSQL as times.</summary>
    private static string? Time(DbDataReader row, int column) => row.GetValue(column) switch
    {
        DateTime time => time.ToUniversalTime().ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        string text => text,
        _ => null,
    };
}
