namespace Relay.Migrations;

/// <summary>One change of the schema; how long it took, where it was made.</summary>
public sealed record MigrationStep(long Version, string Description, TimeSpan Took = default);
