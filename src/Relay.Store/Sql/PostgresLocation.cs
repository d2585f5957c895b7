using System.Data.Common;
using Npgsql;
using Relay.Migrations;

namespace Relay.Store.Sql;

/// <summary>Reads what names a PostgreSQL store. Apart from <see cref="StoreLocation"/>, so that a start on SQLite loads no Npgsql.</summary>
internal static class PostgresLocation
{
    /// <summary>Environment variables of libpq, which Npgsql reads too.</summary>
    public static readonly IReadOnlyList<string> SecretVariables = ["PGPASSWORD", "PGPASSFILE"];

    public static StoreLocation OfUrl(string text) => Of(FromUrl(text));

    public static StoreLocation OfConnectionString(string text) => Of(new NpgsqlConnectionStringBuilder(text));

    /// <summary>Null for the default, <c>~/.pgpass</c>.</summary>
    public static string? PasswordFileOf(string location) =>
        (new NpgsqlConnectionStringBuilder(StoreLocation.Parse(location).ConnectionString).Passfile ?? Environment.GetEnvironmentVariable("PGPASSFILE")) is { Length: > 0 } file
            ? Path.GetFullPath(file)
            : null;

    private static StoreLocation Of(NpgsqlConnectionStringBuilder builder)
    {
        // Parts of a password whose special characters were not in percent form, or of a connection string without semicolons: the name of the store would tell them.
        if ((builder.Host + builder.Database).AsSpan().IndexOfAny("=@ ") >= 0)
            throw new FormatException("neither the name of a host nor of a database");
        builder.SearchPath = SchemaVersion.PostgresSchema;
        builder.ApplicationName ??= "urelay";
        // A batch of audit rows is megabytes: fewer system calls.
        if (!builder.ShouldSerialize("Write Buffer Size"))
            builder.WriteBufferSize = 64 << 10;
        if (!builder.ShouldSerialize("Timeout"))
            builder.Timeout = 5;
        if (!builder.ShouldSerialize("Command Timeout"))
            builder.CommandTimeout = 10;
        // Nothing of ours outlives its transaction in a session: it need not be cleaned for the next.
        if (!builder.ShouldSerialize("No Reset On Close"))
            builder.NoResetOnClose = true;
        // Half of what a new name costs the server is planning. Behind a pooler that gives each transaction another session, one sets it to 0.
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = 20;
        if (HasSeveralHosts(builder))
        {
            builder.TargetSessionAttributes ??= "primary";
            _ = WantedServer(builder);
        }
        return new(Engine.Postgres, builder.ConnectionString, $"postgres://{builder.Host}{(HasSeveralHosts(builder) ? "" : $":{builder.Port}")}/{builder.Database}");
    }

    public static bool HasSeveralHosts(NpgsqlConnectionStringBuilder builder) => builder.Host?.Contains(',', StringComparison.Ordinal) == true;

    /// <exception cref="FormatException">It is none of libpq's words.</exception>
    public static TargetSessionAttributes WantedServer(NpgsqlConnectionStringBuilder builder) =>
        Enum.TryParse(builder.TargetSessionAttributes?.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out TargetSessionAttributes wanted)
            ? wanted
            : throw new FormatException("Target Session Attributes");

    private static NpgsqlConnectionStringBuilder FromUrl(string text)
    {
        Uri url = new(text);
        if (url.Fragment.Length > 0 || url.AbsolutePath.LastIndexOf('/') > 0)
            throw new FormatException("what is special in a password is written in percent form");
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
