using System.Globalization;
using System.Text;

namespace Relay.Bench.Names;

/// <summary>The zone <c>.</c> for PowerDNS' own backends, and the keys that sign it for all.</summary>
internal static class PdnsZone
{
    public const string SqlBackend = "gsqlite3";

    private const string Schema = "/usr/share/doc/pdns-backend-sqlite3/schema.sqlite3.sql", Soa = "a.bench.invalid. hostmaster.bench.invalid. 1 3600 600 86400 1";

    /// <summary>A database with the zone's records.</summary>
    public static async Task<string[]> FillDatabaseAsync(string directory)
    {
        string[] lines = await MakeDatabaseAsync(directory);
        StringBuilder rows = new("BEGIN;\n");
        foreach ((string name, string type, string content) in Records())
            rows.AppendLine(CultureInfo.InvariantCulture, $"INSERT INTO records (domain_id, name, type, content, ttl, auth) VALUES (1, '{name}', '{type}', '{content}', 300, 1);");
        await ExecuteAsync(directory, rows.Append("COMMIT;\n").ToString());
        return lines;
    }

    /// <summary>A zone file.</summary>
    public static async Task<string[]> WriteZoneFileAsync(string directory)
    {
        string zone = Path.Combine(directory, "root.zone"), config = Path.Combine(directory, "named.conf");
        await File.WriteAllLinesAsync(zone, Records().Select(record => $"{(record.Name == "." ? "" : record.Name)}. 300 IN {record.Type} {record.Content}"));
        await File.WriteAllTextAsync(config, $"zone \".\" {{ type native; file \"{zone}\"; }};\n");
        return [$"bind-config={config}"];
    }

    /// <summary>Keys and NSEC3 narrow for the zone, in the order that PowerDNS before 5.0 needs: narrow before there is a key. Returns lines for pdns.conf.</summary>
    public static async Task<string[]> SignAsync(string directory, PdnsBackend backend, string[] lines)
    {
        string keys = Path.Combine(directory, "keys");
        Directory.CreateDirectory(keys);
        string[] forKeys;
        if (backend.Launch == "bind")
        {
            string database = Path.Combine(directory, "bind-keys.db");
            forKeys = ["launch=bind", .. lines, $"bind-dnssec-db={database}"];
            await File.WriteAllLinesAsync(Path.Combine(keys, "pdns.conf"), forKeys);
            await UtilAsync(keys, "create-bind-db", database);
        }
        else
        {
            string[] sql = backend.Launch == SqlBackend ? lines : await MakeDatabaseAsync(directory);
            forKeys = [$"launch={SqlBackend}", .. sql];
            await File.WriteAllLinesAsync(Path.Combine(keys, "pdns.conf"), forKeys);
        }
        await UtilAsync(keys, "set-nsec3", ".", "1 0 0 -", "narrow");
        await UtilAsync(keys, "secure-zone", ".");
        return forKeys[1..];
    }

    private static async Task<string[]> MakeDatabaseAsync(string directory)
    {
        await ExecuteAsync(directory, $".read {Schema}\nINSERT INTO domains (id, name, type) VALUES (1, '.', 'NATIVE');\n");
        return [$"gsqlite3-database={DatabaseIn(directory)}", "gsqlite3-dnssec=yes"];
    }

    private static async Task ExecuteAsync(string directory, string sql)
    {
        string script = Path.Combine(directory, "zone.sql");
        await File.WriteAllTextAsync(script, sql);
        await Tool.RunAsync(null, 60, "sqlite3", DatabaseIn(directory), $".read {script}");
    }

    private static string DatabaseIn(string directory) => Path.Combine(directory, "zone.db");

    private static Task<string> UtilAsync(string keys, params string[] arguments) => Tool.RunAsync(null, 60, ["pdnsutil", $"--config-dir={keys}", .. arguments]);

    private static IEnumerable<(string Name, string Type, string Content)> Records() =>
    [
        (".", "SOA", Soa),
        (".", "NS", "a.bench.invalid."),
        ($"*.{Questions.NewZone}", "AAAA", "2001:db8::1"),
        .. Questions.Known.Select((name, i) => (name, "AAAA", string.Create(CultureInfo.InvariantCulture, $"2001:db8::{i:x}"))),
    ];
}
