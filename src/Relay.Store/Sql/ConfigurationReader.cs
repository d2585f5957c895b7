using System.Data.Common;
using Relay.Store.Model;
using Relay.Store.Snapshots;

namespace Relay.Store.Sql;

/// <summary>
/// Reads the configuration tables, text as written. By plain readers: this runs in every start, where Dapper's first query would cost 50 ms, and may read a
/// million rules.
/// </summary>
internal sealed class ConfigurationReader(SqlDialect dialect)
{
    /// <summary>With more changes than this all is read: that is no slower then.</summary>
    private const int MostChanges = 10_000;

    private const string AllRecords = "SELECT id, name, type, ttl, content FROM dns_record";

    private readonly string writtenRules = $"SELECT {RuleColumns.List}, enabled, comment FROM rule WHERE id IN (SELECT value FROM {dialect.Rows("ids")}) ORDER BY id";
    private readonly string feed = $"SELECT DISTINCT table_name, row_key FROM change WHERE {dialect.FeedSince} LIMIT {MostChanges + 1}";
    private readonly string someRecords = $"{AllRecords} WHERE id IN (SELECT value FROM {dialect.Rows("ids")}) ORDER BY id";
    private readonly string someRules = $"SELECT {RuleColumns.List} FROM rule WHERE enabled AND id IN (SELECT value FROM {dialect.Rows("ids")}) ORDER BY id";

    public async Task<ConfigurationPicture> ReadAsync(
        DbConnection connection, DbTransaction? transaction, string? place, Func<TableRows, long, CompiledTables> compile)
    {
        (string now, bool isWhole) = (await ReadAsync(connection, transaction, dialect.FeedPlace, row => (row.GetString(0), row.GetBoolean(1)), ("place", place ?? ""))
            .ConfigureAwait(false))[0];
        ChangedTables changed = isWhole ? await ReadChangesAsync(connection, transaction, place!).ConfigureAwait(false) : ChangedTables.All;
        if (changed.IsNothing)
            return new ConfigurationPicture(now, 0, null);
        long revision = (await ReadAsync(connection, transaction, "SELECT CAST(coalesce(sum(changes), 0) AS bigint) FROM revision", row => row.GetInt64(0)).ConfigureAwait(false))[0];
        TableRows rows = await ReadRowsAsync(connection, transaction, changed).ConfigureAwait(false);
        return new ConfigurationPicture(now, revision, compile(rows, revision));
    }

    private async Task<ChangedTables> ReadChangesAsync(DbConnection connection, DbTransaction? transaction, string place)
    {
        IReadOnlyList<(string Table, string? Key)> changes =
            await ReadAsync(connection, transaction, feed, row => (row.GetString(0), row.TextOrNull(1)), ("place", place)).ConfigureAwait(false);
        if (changes.Count > MostChanges)
            return ChangedTables.All;
        ChangedTables changed = new();
        foreach ((string table, string? key) in changes)
            changed.Add(table, key);
        return changed;
    }

    private async Task<TableRows> ReadRowsAsync(DbConnection connection, DbTransaction? transaction, ChangedTables changed) => new(
        !changed.Has("pool") ? null : await ReadAsync(connection, transaction, "SELECT name, kind, prefix, listener, ttl, negative_ttl, forward, check_exists FROM pool ORDER BY name",
            row => new PoolRow(row.GetString(0), row.GetString(1), row.GetString(2), row.TextOrNull(3)) { Ttl = row.GetInt64(4), NegativeTtl = row.GetInt64(5), Forward = row.TextOrNull(6), CheckExists = row.TextOrNull(7) }).ConfigureAwait(false),
        !changed.Has("static_mapping") ? null : await ReadAsync(connection, transaction, "SELECT idx, domain FROM static_mapping ORDER BY idx",
            row => new StaticMappingRow(row.GetInt64(0), row.GetString(1))).ConfigureAwait(false),
        !changed.Has("host") ? null : await ReadAsync(connection, transaction, "SELECT domain, address FROM host ORDER BY domain, address",
            row => new HostRow(row.GetString(0), row.GetString(1))).ConfigureAwait(false),
        !changed.Has("upstream") && !changed.Has("upstream_member") ? null : await ReadUpstreamsAsync(connection, transaction).ConfigureAwait(false),
        !changed.Has(ChangedTables.Rule) ? null
        : changed.RowsOf(ChangedTables.Rule) is { } ids ? await ReadAsync(connection, transaction, someRules, RuleColumns.Read, ("ids", dialect.List(ids))).ConfigureAwait(false)
        : AllRules(connection, transaction),
        changed.RowsOf(ChangedTables.Rule))
    {
        DnsZones = !changed.Has("dns_zone") ? null : await ReadAsync(connection, transaction, "SELECT name FROM dns_zone ORDER BY name",
            row => new DnsZoneRow(row.GetString(0))).ConfigureAwait(false),
        DnsRecords = !changed.Has(ChangedTables.DnsRecord) ? null
            : changed.RowsOf(ChangedTables.DnsRecord) is { } records ? await ReadAsync(connection, transaction, someRecords, Record, ("ids", dialect.List(records))).ConfigureAwait(false)
            : await ReadAsync(connection, transaction, AllRecords, Record).ConfigureAwait(false),
        ChangedDnsRecords = changed.RowsOf(ChangedTables.DnsRecord),
        Resolvers = !changed.Has("resolver") ? null : await ReadAsync(connection, transaction, "SELECT name, kind, servers FROM resolver ORDER BY name",
            row => new ResolverRow(row.GetString(0), row.GetString(1), row.TextOrNull(2))).ConfigureAwait(false),
        Substitutions = !changed.Has("substitution") ? null : await ReadAsync(connection, transaction, "SELECT group_id, to_network, to_domain, upstream FROM substitution ORDER BY group_id",
            row => new SubstitutionRow(row.GetInt64(0), row.TextOrNull(1), row.TextOrNull(2), row.TextOrNull(3))).ConfigureAwait(false),
        Windows = !changed.Has("ipv4_window") ? null : await ReadAsync(connection, transaction, "SELECT network, group_id, first FROM ipv4_window ORDER BY network",
            row => new WindowRow(row.GetString(0), row.NumberOrNull(1), row.GetInt64(2))).ConfigureAwait(false),
    };

    /// <summary>The rows that a change of one rule leads to, where there is no such rule: ids begin with 1.</summary>
    public Task<TableRows> ReadNothingAsync(DbConnection connection, DbTransaction? transaction)
    {
        ChangedTables changed = new();
        changed.Add(ChangedTables.Rule, "0");
        return ReadRowsAsync(connection, transaction, changed);
    }

    /// <summary>Those that this version finds in the tables; the others are about ids that are used up.</summary>
    public static Task<IReadOnlyList<Problem>> ReadProblemsAsync(DbConnection connection, DbTransaction? transaction) => ReadAsync(
        connection, transaction, "SELECT table_name, row_key, message FROM problem WHERE table_name <> 'phantom'", row => new Problem(row.GetString(0), row.GetString(1), row.GetString(2)));

    public IEnumerable<RuleRow> DisabledRules(DbConnection connection, DbTransaction? transaction) => AllRules(connection, transaction, "NOT enabled");

    /// <summary>Rows of <c>rule</c> as they stand there, enabled or not.</summary>
    public Task<IReadOnlyList<WrittenRule>> ReadWrittenAsync(DbConnection connection, DbTransaction? transaction, IReadOnlyCollection<long> ids) => ReadAsync(
        connection, transaction, writtenRules, row => new WrittenRule(RuleColumns.Read(row), row.GetBoolean(RuleColumns.Count), row.TextOrNull(RuleColumns.Count + 1)), ("ids", dialect.List(ids)));

    /// <summary>A stream: a million rows as objects would be a quarter of a gigabyte for a moment. The transaction is open while it is read.</summary>
    private static IEnumerable<RuleRow> AllRules(DbConnection connection, DbTransaction? transaction, string which = "enabled")
    {
        using DbCommand command = connection.Command(transaction, $"SELECT {RuleColumns.List} FROM rule WHERE {which} ORDER BY id");
        using DbDataReader reader = command.ExecuteReader();
        while (reader.Read())
            yield return RuleColumns.Read(reader);
    }

    private static async Task<IReadOnlyList<UpstreamRow>> ReadUpstreamsAsync(DbConnection connection, DbTransaction? transaction)
    {
        IReadOnlyList<UpstreamRow> upstreams = await ReadAsync(connection, transaction, """
            SELECT name, kind, address, port, username, password, source_v4, source_v6, device, mark, netns, proxy_protocol, dscp, any_source, via, choice,
                tls, tls_name, tls_ca, resolver
            FROM upstream ORDER BY name
            """, Upstream).ConfigureAwait(false);
        IReadOnlyList<UpstreamMemberRow> members = await ReadAsync(connection, transaction, "SELECT group_name, member, position, weight FROM upstream_member",
            row => new UpstreamMemberRow(row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3))).ConfigureAwait(false);
        return members.Count == 0 ? upstreams
            : [.. upstreams.GroupJoin(members, row => row.Name, member => member.GroupName, (row, its) => row with { Members = [.. its] })];
    }

    private static DnsRecordRow Record(DbDataReader row) => new(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4));

    private static UpstreamRow Upstream(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Kind = row.GetString(1),
        Address = row.TextOrNull(2),
        Port = row.NumberOrNull(3),
        Username = row.TextOrNull(4),
        Password = row.TextOrNull(5),
        SourceV4 = row.TextOrNull(6),
        SourceV6 = row.TextOrNull(7),
        Device = row.TextOrNull(8),
        Mark = row.NumberOrNull(9),
        Netns = row.TextOrNull(10),
        ProxyProtocol = row.TextOrNull(11),
        Dscp = row.NumberOrNull(12),
        AnySource = row.GetBoolean(13),
        Via = row.TextOrNull(14),
        Choice = row.TextOrNull(15),
        Tls = row.GetBoolean(16),
        TlsName = row.TextOrNull(17),
        TlsCa = row.TextOrNull(18),
        Resolver = row.TextOrNull(19),
    };

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(
        DbConnection connection, DbTransaction? transaction, string sql, Func<DbDataReader, T> map, params (string Name, object Value)[] values)
    {
        using DbCommand command = connection.Command(transaction, sql, values);
        return await command.ReadAsync(map).ConfigureAwait(false);
    }
}
