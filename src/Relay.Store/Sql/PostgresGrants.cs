using System.Text.RegularExpressions;

namespace Relay.Store.Sql;

/// <summary>The grant that a role lacks, from what the server says that it may not touch.</summary>
internal static partial class PostgresGrants
{
    private const string Otherwise = "give the role what sql/postgresql/roles.sql has for it";

    public static string Missing(string message, string role, Work work)
    {
        Match denied = Denied().Match(message);
        // Of a server that speaks another language the object is in its message all the same.
        if (!denied.Success)
            return Otherwise;
        string name = denied.Groups["name"].Value;
        return denied.Groups["kind"].Value switch
        {
            "database" => $"the owner of the database runs 'urelay migrate' and sql/postgresql/roles.sql first (or: GRANT CREATE ON DATABASE {name} TO {role})",
            "schema" => $"GRANT USAGE ON SCHEMA {name} TO {role} ({Otherwise})",
            "sequence" => $"GRANT SELECT ON SEQUENCE urelay.{name} TO {role} ({Otherwise})",
            "function" => $"GRANT EXECUTE ON FUNCTION urelay.{name} TO {role} ({Otherwise})",
            _ => $"GRANT {VerbsOf(work)} ON urelay.{name} TO {role} ({Otherwise})",
        };
    }

    private static string VerbsOf(Work work) => work switch
    {
        Work.Read or Work.Watch or Work.Prepare => "SELECT",
        Work.Assign => "SELECT, INSERT",
        _ => "SELECT, INSERT, UPDATE, DELETE",
    };

    [GeneratedRegex("permission denied for (?<kind>[a-z]+(?: [a-z]+)*) (?<name>[^ ]+)")]
    private static partial Regex Denied();
}
