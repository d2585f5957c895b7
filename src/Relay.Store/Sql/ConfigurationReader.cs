using System.Data.Common;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>
/// Reads the configuration tables, text as written. By plain readers: this runs in every start, where Dapper's first query would cost 50 ms, and may read a
/// million rules.
/// </summary>
internal static class ConfigurationReader
{
    public static async Task<long> ReadRevisionAsync(DbConnection connection, DbTransaction transaction)
    {
        using DbCommand command = Command(connection, transaction, "SELECT CAST(coalesce(sum(changes), 0) AS bigint) FROM revision");
        return (long)(await command.ExecuteScalarAsync().ConfigureAwait(false))!;
    }

    public static async Task<TableRows> ReadRowsAsync(DbConnection connection, DbTransaction transaction) => new(
        await ReadAsync(connection, transaction, "SELECT name, kind, prefix, listener FROM pool ORDER BY name",
            row => new PoolRow(row.GetString(0), row.GetString(1), row.GetString(2), Text(row, 3))).ConfigureAwait(false),
        await ReadAsync(connection, transaction, "SELECT idx, domain FROM static_mapping ORDER BY idx",
            row => new StaticMappingRow(row.GetInt64(0), row.GetString(1))).ConfigureAwait(false),
        await ReadAsync(connection, transaction, "SELECT domain, address FROM host ORDER BY domain, address",
            row => new HostRow(row.GetString(0), row.GetString(1))).ConfigureAwait(false),
        await ReadAsync(connection, transaction, """
            SELECT name, kind, address, port, username, password, source_v4, source_v6, device, mark, netns, proxy_protocol FROM upstream ORDER BY name
            """, Upstream).ConfigureAwait(false),
        await ReadAsync(connection, transaction, """
            SELECT id, priority, domain, network, ports, client, listener, transport, learnt_by, action, answer, to_domain, to_network, to_address, to_port,
                upstream, resolver, resolve, own_host FROM rule WHERE enabled ORDER BY id
            """, Rule).ConfigureAwait(false))
    {
        Substitutions = await ReadAsync(connection, transaction, "SELECT group_id, to_network, to_domain, upstream FROM substitution ORDER BY group_id",
            row => new SubstitutionRow(row.GetInt64(0), Text(row, 1), Text(row, 2), Text(row, 3))).ConfigureAwait(false),
        Resolvers = await ReadAsync(connection, transaction, "SELECT name, kind, servers FROM resolver ORDER BY name",
            row => new ResolverRow(row.GetString(0), row.GetString(1), Text(row, 2))).ConfigureAwait(false),
        DnsZones = await ReadAsync(connection, transaction, "SELECT name FROM dns_zone ORDER BY name",
            row => new DnsZoneRow(row.GetString(0))).ConfigureAwait(false),
        DnsRecords = await ReadAsync(connection, transaction, "SELECT id, name, type, ttl, content FROM dns_record ORDER BY id",
            row => new DnsRecordRow(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3), row.GetString(4))).ConfigureAwait(false),
    };

    public static Task<IReadOnlyList<Problem>> ReadProblemsAsync(DbConnection connection, DbTransaction transaction) =>
        ReadAsync(connection, transaction, "SELECT table_name, row_key, message FROM problem",
            row => new Problem(row.GetString(0), row.GetString(1), row.GetString(2)));

    private static UpstreamRow Upstream(DbDataReader row) => new()
    {
        Name = row.GetString(0),
        Kind = row.GetString(1),
        Address = Text(row, 2),
        Port = Number(row, 3),
        Username = Text(row, 4),
        Password = Text(row, 5),
        SourceV4 = Text(row, 6),
        SourceV6 = Text(row, 7),
        Device = Text(row, 8),
        Mark = Number(row, 9),
        Netns = Text(row, 10),
        ProxyProtocol = Text(row, 11),
    };

    private static RuleRow Rule(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        Priority = row.GetInt64(1),
        Domain = Text(row, 2),
        Network = Text(row, 3),
        Ports = Text(row, 4),
        Client = Text(row, 5),
        Listener = Text(row, 6),
        Transport = Text(row, 7),
        LearntBy = Text(row, 8),
        Action = row.GetString(9),
        Answer = Text(row, 10),
        ToDomain = Text(row, 11),
        ToNetwork = Text(row, 12),
        ToAddress = Text(row, 13),
        ToPort = Number(row, 14),
        Upstream = Text(row, 15),
        Resolver = Text(row, 16),
        Resolve = Text(row, 17),
        OwnHost = row.GetBoolean(18),
    };

    private static async Task<IReadOnlyList<T>> ReadAsync<T>(DbConnection connection, DbTransaction transaction, string sql, Func<DbDataReader, T> map)
    {
        using DbCommand command = Command(connection, transaction, sql);
        DbDataReader reader = await command.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            List<T> rows = [];
            while (await reader.ReadAsync().ConfigureAwait(false))
                rows.Add(map(reader));
            return rows;
        }
    }

    private static DbCommand Command(DbConnection connection, DbTransaction transaction, string sql)
    {
        DbCommand command = connection.CreateCommand();
        command.Transaction = transaction;
#pragma warning disable CA2100 // Constants of this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command;
    }

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
