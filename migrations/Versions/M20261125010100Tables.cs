using FluentMigrator;

namespace Relay.Migrations.Versions;

[Migration(2026_11_25_01_01_00, "substitution, resolver, dns_zone, dns_record")]
public sealed class M20261125010100Tables : TableMigration
{
    public override void Up()
    {
        Both("""
            CREATE TABLE substitution (
                group_id   {int} NOT NULL PRIMARY KEY,
                to_network text,
                to_domain  text,
                upstream   text,
                comment    text
            ) {keyed}
            """);
        Both("""
            CREATE TABLE resolver (
                name    text NOT NULL PRIMARY KEY,
                kind    text NOT NULL,
                servers text,
                comment text
            ) {keyed}
            """);
        Both("""
            CREATE TABLE dns_zone (
                name    text NOT NULL PRIMARY KEY,
                comment text
            ) {keyed}
            """);
        Both("""
            CREATE TABLE dns_record (
                id      {id},
                name    text NOT NULL,
                type    text NOT NULL,
                ttl     {int} NOT NULL DEFAULT 300,
                content text NOT NULL,
                comment text,
                UNIQUE (name, type, content)
            ) {strict}
            """);
        References("substitution", "upstream", "upstream");
        References("rule", "resolver", "resolver");
        foreach (string table in (string[])["substitution", "resolver", "dns_zone", "dns_record"])
            Counted(table);
    }
}
