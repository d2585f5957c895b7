using FluentMigrator;

namespace Relay.Migrations;

/// <summary>
/// A change told in SQL: what both engines understand once, with their few different words in place of the tokens of <see cref="Words"/>,
/// and what only one of them needs. A constraint's name is the sentence that the user reads when it fails (63 bytes at most on PostgreSQL).
/// </summary>
public abstract class EngineMigration : ForwardOnlyMigration
{
    protected void Both(string sql)
    {
        Sqlite(sql);
        Postgres(sql);
    }

    protected void Sqlite(string sql) => SqliteAsIs(Words.In(Engine.Sqlite, sql));

    protected void Postgres(string sql) => PostgresAsIs(Words.In(Engine.Postgres, sql));

    protected void SqliteAsIs(string sql) => IfDatabase(ProcessorIdConstants.SQLite).Execute.Sql(sql);

    protected void PostgresAsIs(string sql) => IfDatabase(ProcessorIdConstants.PostgreSQL, ProcessorIdConstants.Postgres).Execute.Sql(sql);
}
