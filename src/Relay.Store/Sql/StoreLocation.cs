using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>Which database a STORE names. <paramref name="Name"/> is for messages: it holds no password.</summary>
internal sealed partial record StoreLocation(Engine Engine, string ConnectionString, string Name)
{
    private static readonly string[] PostgresSchemes = ["postgres://", "postgresql://"];
    private static readonly string[] PostgresKeys = ["Host", "Server"];
    private static readonly string[] SqliteKeys = ["Data Source", "DataSource", "Filename"];

    /// <summary>The file of an SQLite store.</summary>
    public string Path => new SqliteConnectionStringBuilder(ConnectionString).DataSource;

    /// <exception cref="StoreUnavailableException">The text names no database. The message does not repeat it: it may hold a password.</exception>
    public static StoreLocation Parse(string text)
    {
        try
        {
            if (PostgresSchemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase)))
                return PostgresLocation.OfUrl(text);
            if (Has(text, PostgresKeys))
                return PostgresLocation.OfConnectionString(text);
            if (Has(text, SqliteKeys))
                return Sqlite(new SqliteConnectionStringBuilder(text));
            // A mistyped server must not become a file, whose name would hold its password.
            if (MistypedServer().IsMatch(text))
                throw new FormatException("neither a file path nor a known kind of location");
            return Sqlite(new SqliteConnectionStringBuilder { DataSource = text });
        }
        catch (Exception e) when (e is UriFormatException or ArgumentException or FormatException)
        {
            // Without the exception, whose message may repeat a part of the text.
            throw new StoreUnavailableException(
                "the store's location cannot be read: write a file path, postgres://user:password@host:port/database (what is special in a password in percent form, %40 for @), or an ADO.NET connection string (Host=…;Database=…)");
        }
    }

    private static bool Has(string text, string[] keys)
    {
        IEnumerable<string> present = text.Split(';').Where(part => part.Contains('=')).Select(part => part.Split('=')[0].Trim());
        return present.Any(key => keys.Contains(key, StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex("://|=.*;|;.*=|password *=|^(//)?[^/]*:[^/]*@", RegexOptions.IgnoreCase)]
    private static partial Regex MistypedServer();

    private static StoreLocation Sqlite(SqliteConnectionStringBuilder builder)
    {
        if (builder.DataSource is "" or ":memory:" || builder.Mode == SqliteOpenMode.Memory)
            throw new StoreUnavailableException("the store needs a file: an SQLite database in memory cannot be shared between threads and is lost at the end");
        builder.DataSource = System.IO.Path.GetFullPath(builder.DataSource);
        return new(Engine.Sqlite, builder.ConnectionString, builder.DataSource);
    }
}
