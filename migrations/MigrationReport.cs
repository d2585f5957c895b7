namespace Relay.Migrations;

/// <summary>What was changed, or would be: from which version (0: there was no schema), and in which steps.</summary>
public sealed record MigrationReport(long From, IReadOnlyList<MigrationStep> Steps)
{
    public long To => Steps.Count > 0 ? Steps[^1].Version : From;
}
