using Relay.Migrations.Checks;

namespace Relay.Migrations;

/// <summary>A change of configuration tables, with what each of these has beside its columns: checks, references, and a part in the revision.</summary>
public abstract class TableMigration : EngineMigration
{
    /// <summary>
    /// Looks at every row that is written from now on; rows that are there stay as they are. A later call for the same table replaces all of its checks. Triggers, not
    /// constraints: SQLite cannot change the constraints of a table, and they cannot look as closely.
    /// </summary>
    private protected void Checked(string table, params IReadOnlyList<Check> checks)
    {
        foreach (string change in (string[])["insert", "update"])
        {
            SqliteAsIs($"DROP TRIGGER IF EXISTS {table}_checked_{change}");
            SqliteAsIs($"""
                CREATE TRIGGER {table}_checked_{change} BEFORE {change.ToUpperInvariant()} ON {table}
                BEGIN
                    {Lines(Engine.Sqlite, checks, (condition, sentence) => $"SELECT RAISE(ABORT, {sentence}) WHERE NOT ({condition});")}
                END
                """);
        }
        // An expression each: the plan of one without a subquery is kept, and with them all in one a row of rule took five times as long.
        PostgresAsIs($"""
            CREATE OR REPLACE FUNCTION {table}_checked() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {Lines(Engine.Postgres, checks, (condition, sentence) => $"IF NOT ({condition}) THEN RAISE EXCEPTION '%', {sentence} USING ERRCODE = 'check_violation', TABLE = '{table}'; END IF;")}
                RETURN NEW;
            END $$
            """);
        PostgresAsIs($"DROP TRIGGER IF EXISTS {table}_checked_insert ON {table}");
        PostgresAsIs($"DROP TRIGGER IF EXISTS {table}_checked ON {table}");
        PostgresAsIs($"CREATE TRIGGER {table}_checked BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_checked()");
    }

    /// <summary>
    /// The same for a table into which very many rows come at once. On PostgreSQL the rows of an INSERT are looked at together, after it, by one query: it takes a fraction of
    /// the time of a trigger for each row. A later call of either method replaces all of this one's checks.
    /// </summary>
    private protected void CheckedAtOnce(string table, params IReadOnlyList<Check> checks)
    {
        Checked(table, checks);
        // The rows go by the name that the conditions know; plpgsql has a variable of that name, too.
        PostgresAsIs($"""
            CREATE OR REPLACE FUNCTION {table}_checked_insert() RETURNS trigger LANGUAGE plpgsql AS $$
            #variable_conflict use_column
            DECLARE fault text;
            BEGIN
                SELECT CASE
                    {Lines(Engine.Postgres, checks, (condition, sentence) => $"WHEN NOT ({condition}) THEN {sentence}")}
                    END INTO fault FROM inserted AS new WHERE
                    {Lines(Engine.Postgres, checks, (condition, _) => $"NOT ({condition}) OR")} false
                    LIMIT 1;
                IF fault IS NOT NULL THEN
                    RAISE EXCEPTION '%', fault USING ERRCODE = 'check_violation', TABLE = '{table}';
                END IF;
                RETURN NULL;
            END $$
            """);
        PostgresAsIs($"CREATE TRIGGER {table}_checked_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION {table}_checked_insert()");
        PostgresAsIs($"DROP TRIGGER {table}_checked ON {table}");
        PostgresAsIs($"CREATE TRIGGER {table}_checked BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_checked()");
    }

    /// <summary>The column has the <c>name</c> of a row of <paramref name="target"/>, or null. Foreign keys are off in a user's sqlite3 shell.</summary>
    protected void References(string table, string column, string target)
    {
        string sentence = $"{table}.{column} is the name of a row of {target}", use = column == target ? $"{target}_in_{table}" : $"{target}_in_{table}_{column}";
        Both($"CREATE INDEX {table}_{column} ON {table} ({column})");
        // NOT VALID: rows of earlier versions stay.
        Postgres($"ALTER TABLE {table} ADD CONSTRAINT \"{sentence}\" FOREIGN KEY ({column}) REFERENCES {target} (name) NOT VALID");
        foreach (string change in (string[])["INSERT", $"UPDATE OF {column}"])
        {
            Sqlite($"""
                CREATE TRIGGER {table}_{column}_{change[..6].ToLowerInvariant()} BEFORE {change} ON {table}
                WHEN NEW.{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {target} WHERE name = NEW.{column})
                BEGIN SELECT RAISE(ABORT, '{sentence}: insert that row first'); END
                """);
        }
        foreach ((string change, string when) in ((string, string)[])[("DELETE", ""), ("UPDATE OF name", "NEW.name <> OLD.name AND ")])
        {
            Sqlite($"""
                CREATE TRIGGER {use}_{change[..6].ToLowerInvariant()} BEFORE {change} ON {target}
                WHEN {when}EXISTS (SELECT 1 FROM {table} WHERE {column} = OLD.name)
                BEGIN SELECT RAISE(ABORT, 'a row of {table} names this {target}: change or delete that row first'); END
                """);
        }
    }

    /// <summary>A change of the table is a new revision.</summary>
    protected void Counted(string table)
    {
        Postgres($"""
            CREATE TRIGGER {table}_changed AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION configuration_changed()
            """);
        foreach (string change in (string[])["INSERT", "UPDATE", "DELETE"])
            Sqlite($"CREATE TRIGGER {table}_changed_{change.ToLowerInvariant()} AFTER {change} ON {table} BEGIN UPDATE revision SET changes = changes + 1; END");
    }

    /// <summary>A change of the table is told to those who follow the configuration.</summary>
    private protected void Fed(ChangeFeed feed)
    {
        foreach (string trigger in feed.Sqlite())
            Sqlite(trigger);
        foreach (string trigger in feed.Postgres())
            Postgres(trigger);
    }

    // The words are put in here, because a sentence may have braces of its own.
    private static string Lines(Engine engine, IReadOnlyList<Check> checks, Func<string, string, string> line) => string.Join("\n    ", checks.Select(check =>
        line(Words.In(engine, check.Condition), $"'{check.Sentence.Replace("'", "''", StringComparison.Ordinal)}'")));
}
