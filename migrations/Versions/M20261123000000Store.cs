using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>
/// <c>store</c>: one row, a random name of this database. A journal lies under it, so that it is never replayed into another one.
/// A copy keeps it, which is right: what the journal holds belongs to it too.
/// </summary>
[Migration(2026_11_23_00_00_00, "store")]
public sealed class M20261123000000Store : EngineMigration
{
    public override void Up()
    {
        Both("CREATE TABLE store (id text NOT NULL PRIMARY KEY CHECK (length(id) = 32)) {strict}");
        Sqlite("INSERT INTO store (id) VALUES (lower(hex(randomblob(16))))");
        Postgres("INSERT INTO store (id) VALUES (replace(gen_random_uuid()::text, '-', ''))");
    }
}
