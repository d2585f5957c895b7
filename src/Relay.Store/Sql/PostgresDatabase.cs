using System.Data;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using Npgsql;
using Relay.Migrations;

namespace Relay.Store.Sql;

internal sealed class PostgresDatabase(StoreLocation location, TimeProvider time, bool readOnly) : Database(location, new PostgresDialect(RoleOf(location)), time)
{
    private readonly NpgsqlDataSource source = SourceOf(location);

    public override TimeSpan PollInterval => TimeSpan.FromMilliseconds(250);

    public override IAsyncDisposable Listen(Action changed, ILogger logger) => new PostgresListener(Location, changed, logger, Time);

    // A commit on another node shows in no cheaper way than the feed itself.
    public override Task<bool> MayHaveChangedAsync(CancellationToken cancellation) => Task.FromResult(true);

    public override async Task<long> ReadSchemaVersionAsync(CancellationToken cancellation)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            using NpgsqlCommand command = connection.CreateCommand();
            command.CommandText = $"SELECT to_regclass('{SchemaVersion.PostgresSchema}.schema_version') IS NOT NULL";
            if (await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) is not true)
                return 0;
            command.CommandText = $"SELECT coalesce(max(version), 0) FROM {SchemaVersion.PostgresSchema}.schema_version";
            return (long)(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false))!;
        }
    }

    protected override Task<bool> EraseTracesOnceAsync(CancellationToken cancellation) => Task.FromResult(true);

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    protected override async Task<T> RunOnceAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
        {
            // One picture for all statements of a read; a write must see what others have committed meanwhile.
            IsolationLevel level = work is Work.Read or Work.Watch ? IsolationLevel.RepeatableRead : IsolationLevel.ReadCommitted;
            NpgsqlTransaction transaction = await connection.BeginTransactionAsync(level, cancellation).ConfigureAwait(false);
            await using (transaction.ConfigureAwait(false))
            {
                if (readOnly)
                    await RefuseWritesAsync(connection, transaction, cancellation).ConfigureAwait(false);
                T result = await body(connection, transaction).ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
                return result;
            }
        }
    }

    // A data source of several servers takes the wish for one kind of them only by its own method.
    private static NpgsqlDataSource SourceOf(StoreLocation location)
    {
        NpgsqlConnectionStringBuilder builder = new(location.ConnectionString);
        if (!PostgresLocation.HasSeveralHosts(builder))
            return NpgsqlDataSource.Create(builder);
        TargetSessionAttributes wanted = PostgresLocation.WantedServer(builder);
        builder.TargetSessionAttributes = null;
        return new NpgsqlDataSourceBuilder(builder.ConnectionString).BuildMultiHost().WithTargetSession(wanted);
    }

    private static string RoleOf(StoreLocation location) => new NpgsqlConnectionStringBuilder(location.ConnectionString).Username ?? "ROLE";

    // For the transaction, not the session: a pooler may give that to others.
    private static async Task RefuseWritesAsync(NpgsqlConnection connection, NpgsqlTransaction transaction, CancellationToken cancellation)
    {
        using DbCommand command = connection.Command(transaction, "SET TRANSACTION READ ONLY");
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }

    // Statements that are sent together are one transaction, up to the Sync message that ends them (PostgreSQL's "extended query" protocol).
    protected override async Task<T> RunCommandOnceAsync<T>(Work work, Func<DbConnection, DbTransaction?, Task<T>> body, CancellationToken cancellation)
    {
        NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using (connection.ConfigureAwait(false))
            return await body(connection, null).ConfigureAwait(false);
    }
}
