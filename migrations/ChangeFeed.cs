namespace Relay.Migrations;

/// <summary>
/// The triggers that fill the feed <c>change</c>, of one table. On PostgreSQL they see a statement with all its rows, on SQLite each row: there REPLACE deletes rows
/// without a delete trigger, so what it will remove is recorded before it does.
/// </summary>
/// <param name="table">A configuration table.</param>
/// <param name="key">The columns that name a row.</param>
/// <param name="unique">Other columns that are unique together, if any: by them too REPLACE removes rows.</param>
internal sealed class ChangeFeed(string table, string[] key, params string[] unique)
{
    public IEnumerable<string> Sqlite()
    {
        yield return Trigger("insert", "AFTER INSERT", Record("NEW"));
        yield return Trigger("delete", "AFTER DELETE", Record("OLD"));
        yield return Trigger("update", "AFTER UPDATE", $"{Record("NEW")} INSERT INTO change (table_name, row_key) SELECT '{table}', {Key("OLD")} WHERE {Key("OLD")} <> {Key("NEW")};");
        if (unique.Length == 0)
            yield break;
        string same = string.Join(" AND ", unique.Select(column => $"other.{column} = NEW.{column}"));
        string replaced = $"INSERT INTO change (table_name, row_key) SELECT '{table}', {Key("other")} FROM {table} AS other WHERE {same} AND {Key("other")} <> {Key("NEW")};";
        yield return Trigger("replace_by_insert", "BEFORE INSERT", replaced);
        yield return Trigger("replace_by_update", "BEFORE UPDATE", replaced);
    }

    public IEnumerable<string> Postgres()
    {
        yield return Statement("insert", "INSERT", "REFERENCING NEW TABLE AS changed", Key("changed"));
        yield return Statement("delete", "DELETE", "REFERENCING OLD TABLE AS changed", Key("changed"));
        yield return Statement("update", "UPDATE", "REFERENCING OLD TABLE AS former NEW TABLE AS changed", Key("changed"), Key("former"));
        yield return Statement("truncate", "TRUNCATE", "");
    }

    private string Key(string row) => string.Join(" || ' ' || ", key.Select(column => $"CAST({row}.{column} AS text)"));

    private string Record(string row) => $"INSERT INTO change (table_name, row_key) VALUES ('{table}', {Key(row)});";

    private string Trigger(string name, string when, string body) =>
        $"CREATE TRIGGER {table}_feed_{name} {when} ON {table} BEGIN {body} END";

    private string Statement(string name, string when, string referencing, params string[] keys) => $"""
        CREATE TRIGGER {table}_feed_{name} AFTER {when} ON {table} {referencing}
        FOR EACH STATEMENT EXECUTE FUNCTION record_change({string.Join(", ", keys.Select(text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'"))})
        """;
}
