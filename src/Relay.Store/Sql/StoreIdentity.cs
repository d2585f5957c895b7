using System.Data.Common;

namespace Relay.Store.Sql;

/// <summary>The random name of a database, in its table <c>store</c>. A plain command: it is part of the start.</summary>
internal static class StoreIdentity
{
    /// <exception cref="StoreUnavailableException">It cannot be read, or is none.</exception>
    public static async Task<string> ReadAsync(Database database, CancellationToken cancellation)
    {
        string? id = await database.RunAsync(Work.Watch, async (connection, transaction) =>
        {
            using DbCommand command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "SELECT min(id) FROM store";
            return await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as string;
        }, cancellation).ConfigureAwait(false);
        // It becomes the name of a directory.
        return id is not null && id.Length == 32 && id.All(char.IsAsciiHexDigitLower)
            ? id
            : throw new StoreUnavailableException(
                $"the store {database.Location.Name} has no id: its table store needs one row, whose id is 32 random digits of 0-9a-f");
    }
}
