using Microsoft.Data.Sqlite;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class SqliteWriteTests : IDisposable
{
    private const int Busy = 5;

    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-write-");

    public SqliteWriteTests()
    {
        using SqliteConnection made = Open();
        Execute(made, "PRAGMA journal_mode = WAL; CREATE TABLE line (writer INTEGER)");
    }

    public void Dispose() => directory.Delete(recursive: true);

    [Fact]
    public async Task It_begins_when_the_other_has_ended_and_sees_what_that_wrote()
    {
        using SqliteConnection other = Open(), own = Open();
        Execute(other, "BEGIN IMMEDIATE; INSERT INTO line VALUES (1)");
        Task<long> writing = Task.Run(() => SqliteWrite.Run(own, () => Count(own)));
        Execute(other, "INSERT INTO line VALUES (1); COMMIT");
        Assert.Equal(2, await writing);
    }

    [Fact]
    public void Who_is_kept_out_for_too_long_is_told_so()
    {
        using SqliteConnection other = Open(), own = Open();
        Execute(other, "BEGIN IMMEDIATE");
        Assert.Equal(Busy, Assert.Throws<SqliteException>(() => SqliteWrite.Run(own, () => Count(own))).SqliteErrorCode);
    }

    [Fact]
    public void What_fails_is_gone_with_its_connection()
    {
        using (SqliteConnection own = Open())
        {
            Assert.Throws<FormatException>(() => SqliteWrite.Run<int>(own, () =>
            {
                Execute(own, "INSERT INTO line VALUES (1)");
                throw new FormatException();
            }));
        }
        using SqliteConnection other = Open();
        Assert.Equal(0, SqliteWrite.Run(other, () => Count(other)));
    }

    [Fact]
    public async Task Of_many_writers_each_has_its_turns()
    {
        const int Writers = 4, Turns = 50;
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            using SqliteConnection own = Open();
            for (int i = 0; i < Turns; i++)
                _ = SqliteWrite.Run(own, () => Execute(own, $"INSERT INTO line VALUES ({writer})"));
        })));
        using SqliteConnection reader = Open();
        Assert.Equal(Writers * Turns, Count(reader));
    }

    private SqliteConnection Open()
    {
        SqliteConnection opened = new($"Data Source={Path.Combine(directory.FullName, "store.db")};Pooling=False");
        opened.Open();
        return opened;
    }

    private static int Execute(SqliteConnection connection, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
#pragma warning disable CA2100 // The test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteNonQuery();
    }

    private static long Count(SqliteConnection connection)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM line";
        return (long)command.ExecuteScalar()!;
    }
}
