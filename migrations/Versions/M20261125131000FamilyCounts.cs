using FluentMigrator;

namespace Relay.Migrations.Versions;

/// <summary>How many addresses of a family are tried before it is the other's turn.</summary>
[Migration(2026_11_25_13_10_00, "rule.counts")]
public sealed class M20261125131000FamilyCounts : EngineMigration
{
    private const string Digits = "('1', '2', '3', '4', '5', '6', '7', '8', '9')";

    public override void Up() => Both($"""
        ALTER TABLE rule ADD COLUMN counts text CONSTRAINT "rule.counts is two numbers from 1 to 9 such as 2,1"
            CHECK (length(counts) = 3 AND counts LIKE '_,_' AND substr(counts, 1, 1) IN {Digits} AND substr(counts, 3, 1) IN {Digits})
        """);
}
