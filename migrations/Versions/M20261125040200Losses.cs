using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary><c>audit_loss</c>: how many flows have no row in <c>connection</c>, or one without its end, because the journal was full. One row for each time.</summary>
[Migration(2026_11_25_04_02_00, "audit_loss")]
public sealed class M20261125040200Losses : EngineMigration
{
    public override void Up() => Both("""
        CREATE TABLE audit_loss (
            worker   {int} NOT NULL,
            began_at {time} NOT NULL,
            ended_at {time} NOT NULL,
            flows    {int} NOT NULL,
            policy   text NOT NULL,
            PRIMARY KEY (worker, began_at)
        ) {strict}
        """);
}
