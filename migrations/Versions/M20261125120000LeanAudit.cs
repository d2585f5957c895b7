using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// Two indexes of <c>connection</c> served <c>urelay forget</c> alone, and cost more than half of what a row costs to write: that rare act reads the table instead.
/// Programs of before do without them too.
/// </summary>
[Migration(2026_11_25_12_00_00, "connection without indexes on domain and client_address")]
public sealed class M20261125120000LeanAudit : EngineMigration
{
    // An administrator may have dropped them already.
    public override void Up()
    {
        Both("DROP INDEX IF EXISTS connection_domain");
        Both("DROP INDEX IF EXISTS connection_client");
    }
}
