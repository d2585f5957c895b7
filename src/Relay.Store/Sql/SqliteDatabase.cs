using System.Data;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Relay.Store.Sql;

/// <summary>One writer, one reader, one that watches and never writes, and one that only hears of commits.</summary>
internal sealed class SqliteDatabase : Database
{
    private readonly SqliteNews news;
    private readonly SqliteThread writer;
    private readonly SqliteThread reader;
    private readonly SqliteThread watcher;
    private SqliteConnection? writesOn;
    private bool writesDurably;
    private SqliteConnection? watchesOn;
    private long seenVersion;

    public SqliteDatabase(StoreLocation location, TimeProvider time, bool readOnly)
        : base(location, new SqliteDialect(), time)
    {
        string connectionString = new SqliteConnectionStringBuilder(location.ConnectionString)
        {
            Mode = SqliteOpenMode.ReadWrite,
            Pooling = false,
            DefaultTimeout = 3,
        }.ConnectionString;
        writer = new SqliteThread("store writer", connectionString, readOnly);
        reader = new SqliteThread("store reader", connectionString, readOnly);
        watcher = new SqliteThread("store watcher", connectionString, readOnly);
        news = new SqliteNews(connectionString);
    }

    public override TimeSpan PollInterval => TimeSpan.FromSeconds(1);

    public override bool IsAwaited => writer.HasUrgent;

    public override IAsyncDisposable Listen(Action changed, ILogger logger) => new SqliteListener(Location.Path, () =>
    {
        if (news.Look())
            changed();
    });

    public override Task<bool> MayHaveChangedAsync(CancellationToken cancellation) => watcher.RunAsync(first: false, connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA data_version";
        long version = (long)command.ExecuteScalar()!;
        // Values of different connections do not compare.
        bool changed = connection != watchesOn || version != seenVersion;
        (watchesOn, seenVersion) = (connection, version);
        return changed;
    }, cancellation);

    public override Task<long> ReadSchemaVersionAsync(CancellationToken cancellation) => watcher.RunAsync(first: false, connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM sqlite_master WHERE name = 'schema_version'";
        if ((long)command.ExecuteScalar()! == 0)
            return 0L;
        command.CommandText = "SELECT coalesce(max(version), 0) FROM schema_version";
        return (long)command.ExecuteScalar()!;
    }, cancellation);

    // The first column is 1 where a reader or a writer kept it from its end.
    protected override Task<bool> EraseTracesOnceAsync(CancellationToken cancellation) => writer.RunAsync(first: false, connection =>
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "PRAGMA wal_checkpoint(TRUNCATE)";
        return (long)command.ExecuteScalar()! == 0;
    }, cancellation);

    public override async ValueTask DisposeAsync() => await Task.Run(() =>
    {
        writer.Dispose();
        reader.Dispose();
        watcher.Dispose();
        news.Dispose();
    }).ConfigureAwait(false);

    protected override Task<T> RunOnceAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation)
    {
        bool writes = work is Work.Assign or Work.Audit or Work.Register;
        SqliteThread thread = writes || work == Work.Prepare ? writer : work == Work.Read ? reader : watcher;
        return thread.RunAsync(first: work == Work.Assign, connection =>
        {
            if (writes)
            {
                SetDurability(connection, work);
                return SqliteWrite.Run(connection, () => body(connection, null).GetAwaiter().GetResult());
            }
            using SqliteTransaction transaction = connection.BeginTransaction(IsolationLevel.Serializable, deferred: true);
            T result = body(connection, transaction).GetAwaiter().GetResult();
            transaction.Commit();
            return result;
        }, cancellation);
    }

    // In WAL mode NORMAL commits without fsync, and the next FULL commit makes what went before it durable too.
    private void SetDurability(SqliteConnection connection, Work work)
    {
        bool durable = work != Work.Audit;
        if (durable == writesDurably && connection == writesOn)
            return;
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = durable ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL";
        command.ExecuteNonQuery();
        (writesDurably, writesOn) = (durable, connection);
    }
}
