using System.Data.Common;

namespace Relay.Store.Sql;

/// <summary>What the table <c>store</c> says of a database: its random name, and which programs are too old for it. Plain commands: they are part of the start.</summary>
internal static class StoreIdentity
{
    /// <exception cref="StoreUnavailableException">It cannot be read, or is none.</exception>
    public static async Task<string> ReadAsync(Database database, CancellationToken cancellation)
    {
        string? id = await AskAsync(database, "SELECT min(id) FROM store", cancellation).ConfigureAwait(false) as string;
        // It becomes the name of a directory.
        return id is not null && id.Length == 32 && id.All(char.IsAsciiHexDigitLower)
            ? id
            : throw new StoreUnavailableException(
                $"the store {database.Location.Name} has no id: its table store needs one row, whose id is 32 random digits of 0-9a-f");
    }

    /// <summary>The oldest program that works with the store, by the schema that it was made for.</summary>
    /// <exception cref="StoreUnavailableException">It cannot be read.</exception>
    public static async Task<long> ReadOldestProgramAsync(Database database, CancellationToken cancellation) =>
        await AskAsync(database, "SELECT max(oldest_version) FROM store", cancellation).ConfigureAwait(false) as long? ?? 0;

    private static Task<object?> AskAsync(Database database, string sql, CancellationToken cancellation) =>
        database.RunAsync(Work.Watch, async (connection, transaction) =>
        {
            using DbCommand command = connection.Command(transaction, sql);
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false);
        }, cancellation);
}
