using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// <c>dns_backend</c>: the processes of <c>urelay-pdns</c> that have the store open, so that a migration knows those that are too old for it. A table of its own: their role may not
/// write <c>worker</c>, which says whose flows are lost.
/// </summary>
[Migration(2026_11_27_11_00_00, "dns_backend")]
public sealed class M20261127110000DnsBackends : EngineMigration
{
    public override void Up() => Both("""
        CREATE TABLE dns_backend (
            id             {id},
            name           text NOT NULL,
            process        {int} NOT NULL,
            started_at     {time} NOT NULL DEFAULT {now},
            seen_at        {time} NOT NULL DEFAULT {now},
            schema_version {int} NOT NULL
        ) {strict}
        """);
}
