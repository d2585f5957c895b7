using Microsoft.Data.Sqlite;

namespace Relay.Store.Sql;

/// <summary>
/// Whether anybody has committed since the last look. By a connection of its own, on the thread that asks: the values of <c>PRAGMA data_version</c> compare only on
/// one connection, and forty looks a second are too many to wake another thread for each.
/// </summary>
internal sealed class SqliteNews(string connectionString) : IDisposable
{
    private SqliteCommand? look;
    private long seen;

    /// <summary>True for the first look, and for one that fails: whoever is told reads the tables, and reports what is wrong.</summary>
    public bool Look()
    {
        try
        {
            bool isFirst = look is null;
            look ??= Prepare();
            long version = (long)look.ExecuteScalar()!;
            bool isNews = isFirst || version != seen;
            seen = version;
            return isNews;
        }
        catch (Exception)
        {
            Dispose();
            return true;
        }
    }

    public void Dispose()
    {
        SqliteConnection? connection = look?.Connection;
        look?.Dispose();
        connection?.Dispose();
        look = null;
    }

    private SqliteCommand Prepare()
    {
        SqliteCommand prepared = SqliteConnections.Open(connectionString, readOnly: true).CreateCommand();
        prepared.CommandText = "PRAGMA data_version";
        return prepared;
    }
}
