using System.Data.Common;
using Relay.Store.Model;

namespace Relay.Store.Sql;

/// <summary>The columns of <c>rule</c> that a rule is made of.</summary>
internal static class RuleColumns
{
    /// <summary>
    /// Most of a million rules say no more than what the first columns do. The last says so, in one look: to ask each column whether it is empty was a third of
    /// the time in which SQLite loads them.
    /// </summary>
    public const string List = """
        id, priority, domain, network, action, answer, own_host,
        ports, client, listener, transport, learnt_by, to_domain, to_network, to_address, to_port, upstream, resolver, resolve, counts,
        ports IS NULL AND client IS NULL AND listener IS NULL AND transport IS NULL AND learnt_by IS NULL AND to_domain IS NULL AND to_network IS NULL
            AND to_address IS NULL AND to_port IS NULL AND upstream IS NULL AND resolver IS NULL AND resolve IS NULL AND counts IS NULL
        """;

    public const int Count = 21;

    public static RuleRow Read(DbDataReader row)
    {
        RuleRow plain = new()
        {
            Id = row.GetInt64(0),
            Priority = row.GetInt64(1),
            Domain = row.TextOrNull(2),
            Network = row.TextOrNull(3),
            Action = row.GetString(4),
            Answer = row.TextOrNull(5),
            OwnHost = row.GetBoolean(6),
        };
        return row.GetBoolean(Count - 1) ? plain : plain with
        {
            Ports = row.TextOrNull(7),
            Client = row.TextOrNull(8),
            Listener = row.TextOrNull(9),
            Transport = row.TextOrNull(10),
            LearntBy = row.TextOrNull(11),
            ToDomain = row.TextOrNull(12),
            ToNetwork = row.TextOrNull(13),
            ToAddress = row.TextOrNull(14),
            ToPort = row.NumberOrNull(15),
            Upstream = row.TextOrNull(16),
            Resolver = row.TextOrNull(17),
            Resolve = row.TextOrNull(18),
            Counts = row.TextOrNull(19),
        };
    }
}
