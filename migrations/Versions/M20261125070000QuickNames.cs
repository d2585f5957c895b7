using FluentMigrator;
using Relay.Migrations.Checks;

namespace Relay.Migrations.Versions;

/// <summary>Which names are names stays as it is, but PostgreSQL finds it out in a twentieth of the time: it was half of what a new phantom cost.</summary>
[Migration(2026_11_25_07_00_00, "a quick check of names")]
public sealed class M20261125070000QuickNames : EngineMigration
{
    public override void Up()
    {
        (string signature, string body) = PostgresForms.Functions.First(form => form.Signature == PostgresForms.Name);
        PostgresAsIs($"CREATE OR REPLACE FUNCTION {signature} RETURNS boolean LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT {body} $$");
    }
}
