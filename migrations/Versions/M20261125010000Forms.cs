using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>What text must look like, as functions on PostgreSQL. SQLite has no functions of ours in a user's shell: there each check spells the form out.</summary>
[Migration(2026_11_25_01_00_00, "the forms of text")]
public sealed class M20261125010000Forms : EngineMigration
{
    public override void Up()
    {
        foreach ((string signature, string body) in PostgresForms.Functions)
            PostgresAsIs($"CREATE FUNCTION {signature} RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT {body} $$");
    }
}
