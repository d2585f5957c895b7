using Microsoft.Data.Sqlite;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class SqliteStatementTests : IDisposable
{
    private readonly SqliteConnection connection = new("Data Source=:memory:");

    public SqliteStatementTests()
    {
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "CREATE TABLE t (n INTEGER CHECK (n < 10), s TEXT, at TEXT) STRICT";
        command.ExecuteNonQuery();
    }

    public void Dispose() => connection.Dispose();

    [Fact]
    public void Each_row_has_its_own_values_whatever_it_shares_with_the_one_before()
    {
        DateTime at = new(2026, 3, 4, 5, 6, 7, 89, 12, DateTimeKind.Utc);
        using SqliteStatement statement = new(connection, "INSERT INTO t VALUES (?, ?, ?)");
        statement.Execute([1L, "a", at]);
        statement.Execute([2L, "a", at]);
        statement.Execute([2L, null, null]);
        statement.Execute([null, "", at]);
        statement.Execute([3L, new string('ß', 4000), null]);
        statement.Execute([3L, NetAddress.Parse("192.0.2.10"), null]);
        statement.Execute([3L, NetAddress.Parse("2001:db8::1"), null]);
        statement.Execute([3L, "192.0.2.10", null]);
        Assert.Equal(
            ["1|a|2026-03-04 05:06:07.089012", "2|a|2026-03-04 05:06:07.089012", "2||", "||2026-03-04 05:06:07.089012", $"3|{new string('ß', 4000)}|", "3|192.0.2.10|", "3|2001:db8::1|", "3|192.0.2.10|"],
            Rows());
    }

    [Fact]
    public void A_refused_row_is_told_and_the_next_one_is_taken()
    {
        using SqliteStatement statement = new(connection, "INSERT INTO t VALUES (?, ?, ?)");
        SqliteException refused = Assert.Throws<SqliteException>(() => statement.Execute([10L, "x", null]));
        Assert.Contains("CHECK constraint failed", refused.Message);
        statement.Execute([9L, "x", null]);
        Assert.Equal(["9|x|"], Rows());
    }

    [Fact]
    public void What_is_no_statement_is_refused() => Assert.Throws<SqliteException>(() => new SqliteStatement(connection, "INSERT INTO nowhere VALUES (?)"));

    private List<string> Rows()
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT concat_ws('|', ifnull(n, ''), ifnull(s, ''), ifnull(at, '')) FROM t ORDER BY rowid";
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }
}
