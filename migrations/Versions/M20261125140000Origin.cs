using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>
/// Which list a rule was read from, and the checks of <c>rule</c>, all of them again: with that column, and on PostgreSQL in the form that is quick for many rows.
/// No index: a list is replaced as a whole and rarely, and each rule would pay for it.
/// </summary>
[Migration(2026_11_25_14_00_00, "rule.origin")]
public sealed class M20261125140000Origin : TableMigration
{
    public override void Up()
    {
        Both("ALTER TABLE rule ADD COLUMN origin text");
        Checked("rule", RuleChecks.WithOrigin);
    }
}
