using Microsoft.Data.Sqlite;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class SqliteNewsTests : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-news-");

    private string Location => new SqliteConnectionStringBuilder { DataSource = Path.Combine(directory.FullName, "store.db"), Pooling = false }.ConnectionString;

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public void Each_commit_is_news_once()
    {
        using SqliteNews news = new(Location);
        Assert.True(news.Look());
        Assert.False(news.Look());
        using SqliteConnection connection = SqliteConnections.Open(Location, readOnly: false);
        Execute(connection, "CREATE TABLE t (x)");
        Assert.True(news.Look());
        Assert.False(news.Look());
        Execute(connection, "BEGIN; INSERT INTO t VALUES (1)");
        Assert.False(news.Look());
        Execute(connection, "COMMIT");
        Assert.True(news.Look());
        Assert.False(news.Look());
    }

    [Fact]
    public void A_look_that_fails_is_news_until_one_does_not()
    {
        string file = new SqliteConnectionStringBuilder(Location).DataSource;
        Directory.CreateDirectory(file);
        using SqliteNews news = new(Location);
        Assert.True(news.Look());
        Assert.True(news.Look());
        Directory.Delete(file);
        Assert.True(news.Look());
        Assert.False(news.Look());
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
