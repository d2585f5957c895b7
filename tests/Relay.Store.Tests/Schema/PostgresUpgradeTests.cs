using Relay.Store.Tests.Compliance;

namespace Relay.Store.Tests.Schema;

public sealed class PostgresUpgradeTests(PostgresFixture fixture) : UpgradeTests
{
    protected override string Dump => "first-postgres.sql";

    // Without a search path all names come with their schema. Which partitions there are follows from the rows and the day.
    protected override string SchemaQuery => """
        SET search_path = '';
        SELECT * FROM (
        SELECT 'column', c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod) || ' ' || a.attnotnull || ' ' || a.attidentity::text || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE c.relnamespace = 'urelay'::regnamespace AND a.attnum > 0 AND c.relkind IN ('r', 'v', 'p')
        UNION ALL SELECT 'constraint', conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'urelay'::regnamespace
        UNION ALL SELECT 'trigger', tgrelid::regclass || ' ' || tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc WHERE pronamespace = 'urelay'::regnamespace
        UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE schemaname = 'urelay'
        UNION ALL SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = 'urelay'
        ) AS found (kind, name, definition) WHERE name !~ 'connection_[0-9]{8}'
        """;

    protected override string Qualified(string table) => $"urelay.{table}";

    protected override async Task<TestDatabase> CreateEmptyAsync() => await fixture.CreateEmptyAsync();
}
