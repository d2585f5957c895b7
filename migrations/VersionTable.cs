using FluentMigrator.Runner.VersionTableInfo;

namespace Relay.Migrations;

/// <summary>FluentMigrator's table of applied versions, named like the other tables.</summary>
internal sealed class VersionTable(Engine engine) : IVersionTableMetaData
{
    public string SchemaName => engine == Engine.Postgres ? SchemaVersion.PostgresSchema : "";
    public bool OwnsSchema => engine == Engine.Postgres;
    public string TableName => "schema_version";
    public string ColumnName => "version";
    public string DescriptionColumnName => "description";
    public string AppliedOnColumnName => "applied_at";
    public string UniqueIndexName => "schema_version_version";
    public bool CreateWithPrimaryKey => false;
}
