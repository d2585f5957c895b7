using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>Who is asked for names that leave by a way out, where no rule says so.</summary>
[Migration(2026_11_27_12_01_00, "upstream.resolver")]
public sealed class M20261127120100UpstreamResolver : TableMigration
{
    public override void Up()
    {
        Both("ALTER TABLE upstream ADD COLUMN resolver text");
        References("upstream", "resolver", "resolver");
    }
}
