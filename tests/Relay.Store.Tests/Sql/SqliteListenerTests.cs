using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class SqliteListenerTests : IAsyncLifetime
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-listen-");
    private readonly SqliteConnection connection;
    private readonly SemaphoreSlim told = new(0);

    public SqliteListenerTests()
    {
        connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Store, Pooling = false }.ConnectionString);
    }

    private string Store => Path.Combine(directory.FullName, "store.db");

    public async ValueTask InitializeAsync()
    {
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        Execute("PRAGMA journal_mode = WAL; CREATE TABLE t (x)");
    }

    public async ValueTask DisposeAsync()
    {
        await connection.DisposeAsync();
        told.Dispose();
        directory.Delete(recursive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Is_silent_until_there_is_a_commit(bool byLink)
    {
        string link = Path.Combine(directory.FullName, "link.db");
        File.CreateSymbolicLink(link, Store);
        await using SqliteListener listener = new(byLink ? link : Store, () => told.Release());
        await SilenceAsync();
        Execute("INSERT INTO t VALUES (1)");
        Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
        await SilenceAsync();
    }

    [Fact]
    public async Task Goes_on_looking_where_there_is_nothing_to_watch()
    {
        string without = Path.Combine(directory.FullName, "without a log.db");
        await File.WriteAllBytesAsync(without, [], TestContext.Current.CancellationToken);
        await using SqliteListener listener = new(without, () => told.Release());
        for (int look = 0; look < 100; look++)
            Assert.True(await told.WaitAsync(TimeSpan.FromSeconds(60), TestContext.Current.CancellationToken));
    }

    /// <summary>Until it has said nothing for a while.</summary>
    private async Task SilenceAsync()
    {
        long started = Stopwatch.GetTimestamp();
        while (await told.WaitAsync(TimeSpan.FromMilliseconds(500), TestContext.Current.CancellationToken))
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60), "it looks without end");
    }

    private void Execute(string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
