using System.Data.Common;
using Npgsql;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>Reads what names a PostgreSQL store. Apart from <see cref="StoreLocation"/>, so that a start on SQLite loads no Npgsql.</summary>
internal static class PostgresLocation
{
    public static StoreLocation OfUrl(string text) => Of(FromUrl(text));

    public static StoreLocation OfConnectionString(string text) => Of(new NpgsqlConnectionStringBuilder(text));

    private static StoreLocation Of(NpgsqlConnectionStringBuilder builder)
    {
        builder.SearchPath = SchemaVersion.PostgresSchema;
        builder.ApplicationName ??= "urelay";
        // A batch of audit rows is megabytes: fewer system calls.
        if (!builder.ContainsKey("Write Buffer Size"))
            builder.WriteBufferSize = 64 << 10;
        if (!builder.ContainsKey("Timeout"))
            builder.Timeout = 5;
        if (!builder.ContainsKey("Command Timeout"))
            builder.CommandTimeout = 10;
        // Nothing of ours outlives its transaction in a session: it need not be cleaned for the next.
        if (!builder.ContainsKey("No Reset On Close"))
            builder.NoResetOnClose = true;
        // Half of what a new name costs the server is planning. Behind a pooler that gives each transaction another session, one sets it to 0.
        if (!builder.ContainsKey("Max Auto Prepare"))
            builder.MaxAutoPrepare = 20;
        return new(Engine.Postgres, builder.ConnectionString, $"postgres://{builder.Host}:{builder.Port}/{builder.Database}");
    }

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        Uri url = new(text);
        NpgsqlConnectionStringBuilder builder = new() { Host = Uri.UnescapeDataString(url.Host).Trim('[', ']'), Database = Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')) };
        if (url.Port > 0)
            builder.Port = url.Port;
        string[] user = url.UserInfo.Split(':', 2);
        if (user[0].Length > 0)
            builder.Username = Uri.UnescapeDataString(user[0]);
        if (user.Length > 1)
            builder.Password = Uri.UnescapeDataString(user[1]);
        foreach (string pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            ((DbConnectionStringBuilder)builder)[Uri.UnescapeDataString(parts[0])] = Uri.UnescapeDataString(parts.ElementAtOrDefault(1) ?? "");
        }
        return builder;
    }
}
