using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>More of <c>upstream</c>: chains, groups, DSCP, sources that are not this host's.</summary>
[Migration(2026_11_25_10_00_00, "ways out")]
public sealed class M20261125100000WaysOut : TableMigration
{
    public override void Up()
    {
        Both("ALTER TABLE upstream ADD COLUMN dscp {int}");
        Both("ALTER TABLE upstream ADD COLUMN any_source {bool} NOT NULL DEFAULT false CONSTRAINT \"upstream.any_source is true or false\" CHECK (any_source IN (false, true))");
        Both("ALTER TABLE upstream ADD COLUMN via text");
        Both("ALTER TABLE upstream ADD COLUMN choice text");
        LoosenKind();
        Both("""
            CREATE TABLE upstream_member (
                group_name text NOT NULL,
                member     text NOT NULL,
                position   {int} NOT NULL DEFAULT 0,
                weight     {int} NOT NULL DEFAULT 1,
                PRIMARY KEY (group_name, member)
            ) {keyed}
            """);
        References("upstream", "via", "upstream");
        References("upstream_member", "group_name", "upstream");
        References("upstream_member", "member", "upstream");
        Counted("upstream_member");
        Fed(new ChangeFeed("upstream_member", ["group_name", "member"]));
        Checked("upstream_member",
            new("upstream_member.group_name is an upstream of kind group", "EXISTS (SELECT 1 FROM {table:upstream} WHERE name = NEW.group_name AND kind = 'group')"),
            new("upstream_member.member is an upstream of another kind than group", "EXISTS (SELECT 1 FROM {table:upstream} WHERE name = NEW.member AND kind <> 'group')"),
            new("upstream_member.weight is 1 to 1000", "NEW.weight BETWEEN 1 AND 1000"),
            new("upstream_member.position is 0 to 1000000", "NEW.position BETWEEN 0 AND 1000000"));
        Checked("upstream", UpstreamChecks.OfWaysOut);
    }

    /// <summary>
    /// A group is a kind too, and has no address. On SQLite two constraints of the table are in the way: they are changed where they stand, as "Making Other Kinds
    /// Of Table Schema Changes" (https://sqlite.org/lang_altertable.html) has it. The new columns have changed the schema's number for the other connections.
    /// </summary>
    private void LoosenKind()
    {
        Postgres("""
            ALTER TABLE upstream
                DROP CONSTRAINT "upstream.kind is direct, socks5, http or unix",
                DROP CONSTRAINT "an upstream that is not direct needs an address"
            """);
        SqliteAsIs("PRAGMA writable_schema = ON");
        SqliteAsIs("""
            UPDATE sqlite_schema SET sql = replace(replace(sql,
                'CHECK (kind IN (''direct'', ''socks5'', ''http'', ''unix''))', 'CHECK (kind <> '''')'),
                'CHECK (kind = ''direct'' OR address IS NOT NULL)', 'CHECK (kind IN (''direct'', ''group'') OR address IS NOT NULL)')
            WHERE type = 'table' AND name = 'upstream'
            """);
        SqliteAsIs("PRAGMA writable_schema = RESET");
    }
}
