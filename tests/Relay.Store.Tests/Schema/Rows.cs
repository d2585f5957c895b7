namespace Relay.Store.Tests.Schema;

/// <summary>
/// Statements that the schema takes or refuses, by table. A refusal has a part of its sentence; where the engine speaks for itself, that of each: on SQLite, then on PostgreSQL.
/// </summary>
internal static partial class Rows
{
    private const string Address = "is an address in canonical form";
    private const string Network = "is a network or an address in canonical form";
    private const string Name = "is a lower-case name without a final dot";

    private static readonly string Label63 = new('a', 63);
    private static readonly string Name253 = $"{Label63}.{Label63}.{Label63}.{new string('b', 61)}";

    /// <summary>What the statements refer to.</summary>
    public const string Before = """
        INSERT INTO upstream (name, kind, address, port) VALUES ('proxy', 'socks5', 'proxy.test', 1080), ('used', 'socks5', '/run/proxy', NULL), ('free', 'direct', NULL, NULL);
        INSERT INTO resolver (name, kind) VALUES ('named', 'system'), ('unused', 'mdns');
        INSERT INTO rule (domain, upstream, resolver) VALUES ('before.test', 'used', 'named');
        INSERT INTO substitution (group_id, to_domain, upstream) VALUES (7, 'h{host}.test', 'proxy');
        INSERT INTO dns_record (name, type, content) VALUES ('alias.test', 'CNAME', 'www.test'), ('www.test', 'A', '192.0.2.1')
        """;

    public static IEnumerable<string> Good => [.. GoodRules, .. GoodAddresses, .. GoodUpstreams, .. GoodNames];

    public static IEnumerable<(string Statement, string Sentence, string? OnPostgres)> Wrong =>
        [.. WrongRules, .. WrongAddresses, .. WrongUpstreams, .. WrongNames];
}
