using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Npgsql;
using Relay.Store.Tests.Compliance;
using Relay.TestKit;

namespace Relay.Store.Tests.Schema;

/// <summary>The shells that come with the engines, each with its defaults.</summary>
internal static partial class DatabaseShell
{
    private const string End = "all tried";

    /// <summary>Runs each statement in a transaction that is rolled back, all in one session, whatever fails.</summary>
    /// <returns>What the shell says of each: nothing where it is taken.</returns>
    public static async Task<string[]> TryEachAsync(IReadOnlyList<string> statements, Func<string, Task<ShellResult>> runFile)
    {
        StringBuilder script = new();
        List<int> statementOfLine = [];
        foreach ((int index, string statement) in statements.Index())
        {
            string text = $"BEGIN;\n{statement};\nROLLBACK;\n";
            script.Append(text);
            statementOfLine.AddRange(Enumerable.Repeat(index, text.Count(c => c == '\n')));
        }
        script.Append($"SELECT '{End}';\n");
        string file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, script.ToString());
        ShellResult result = await runFile(file);
        File.Delete(file);
        // A shell that ended before would leave the rest without an error.
        if (!result.Output.TrimEnd().EndsWith(End, StringComparison.Ordinal))
            throw new InvalidOperationException($"not all statements were tried: {result}");

        // An error begins with the number of its line, and may go on.
        StringBuilder[] errors = [.. statements.Select(_ => new StringBuilder())];
        int current = 0;
        foreach (string line in result.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (LineNumber().Match(line) is { Success: true } match)
                current = statementOfLine[int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) - 1];
            errors[current].AppendLine(line);
        }
        return [.. errors.Select(error => error.ToString())];
    }

    public static Task<ShellResult> SqliteAsync(TestDatabase database, string sql) => Shell.TryRunAsync("sqlite3", ["-init", "/dev/null", "-bail", database.Location, sql]);

    public static Task<ShellResult> PostgresAsync(TestDatabase database, string sql) => PsqlAsync(database, "-c", sql);

    /// <summary>The other connections of a test may be writing: it waits for them, as an administrator's should.</summary>
    public static Task<ShellResult> SqliteFileAsync(TestDatabase database, string path) =>
        Shell.TryRunAsync("sqlite3", ["-init", "/dev/null", "-bail", "-cmd", ".timeout 5000", database.Location, $".read '{path}'"]);

    public static Task<ShellResult> PostgresFileAsync(TestDatabase database, string path) => PsqlAsync(database, "-f", path);

    /// <summary>To the end, whatever fails.</summary>
    public static Task<ShellResult> SqliteWholeFileAsync(TestDatabase database, string path) => Shell.TryRunAsync("sqlite3", ["-init", "/dev/null", database.Location, $".read '{path}'"]);

    /// <inheritdoc cref="SqliteWholeFileAsync"/>
    public static Task<ShellResult> PostgresWholeFileAsync(TestDatabase database, string path) => PsqlAsync(database, "-v", "ON_ERROR_STOP=0", "-f", path);

    private static Task<ShellResult> PsqlAsync(TestDatabase database, params string[] what)
    {
        NpgsqlConnectionStringBuilder location = new(database.Location);
        Dictionary<string, string> environment = new()
        {
            ["PGHOST"] = location.Host!, ["PGPORT"] = $"{location.Port}", ["PGUSER"] = location.Username!, ["PGPASSWORD"] = location.Password ?? "", ["PGDATABASE"] = location.Database!,
            ["PGTZ"] = "UTC",
        };
        return Shell.TryRunAsync("psql", ["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", .. what], environment);
    }

    // psql:FILE:7: ERROR: ..., and Runtime error near line 7: ...
    [GeneratedRegex("^(?:psql:.*?:|[A-Za-z ]+ near line )([0-9]+):? ")]
    private static partial Regex LineNumber();
}
