using Relay.Store.Tests.Compliance;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Schema;

public sealed class SqliteRowTests : RowTests
{
    /// <summary>What PostgreSQL cannot be given: text with a NUL, after which GLOB and length() see nothing, and bytes for text.</summary>
    [Theory]
    [InlineData("INSERT INTO rule (domain) VALUES ('a.test' || char(0) || 'X')", "rule.domain is name")]
    [InlineData("INSERT INTO rule (domain) VALUES ('regex:a' || char(0))", "rule.domain is name")]
    [InlineData("INSERT INTO rule (network) VALUES ('10.0.0.0/8' || char(0))", "rule.network is a network")]
    [InlineData("INSERT INTO rule (ports) VALUES ('80' || char(0) || ',x')", "rule.ports is a list")]
    [InlineData("INSERT INTO rule (comment) VALUES ('a' || char(0))", "rule.comment is text without a NUL")]
    [InlineData("INSERT INTO host (domain, address) VALUES ('a.test', '::1' || char(0))", "host.address is an address")]
    [InlineData("INSERT INTO upstream (name, kind) VALUES ('a' || char(0) || 'b', 'direct')", "upstream.name is 1 to 100 characters")]
    [InlineData("INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'TXT', '\"a' || char(0) || '\"')", "dns_record.content is one line")]
    [InlineData("INSERT INTO dns_record (name, type, content) VALUES ('a.test', 'NS', 'b.test' || char(0))", "dns_record.content is one line")]
    [InlineData("INSERT INTO rule (to_domain) VALUES ('{sub}.test' || char(0))", "rule.to_domain is a lower-case name")]
    [InlineData("INSERT INTO resolver (name, kind, servers) VALUES ('r', 'dns', '::1' || char(0))", "resolver.servers is a list")]
    [InlineData("INSERT INTO rule (domain) VALUES (x'612e74657374')", "cannot store BLOB value in TEXT column rule.domain")]
    [InlineData("INSERT INTO rule (priority) VALUES (1.5)", "cannot store REAL value in INTEGER column rule.priority")]
    [InlineData("INSERT OR IGNORE INTO host (domain, address) VALUES ('A.test', '::1')", "host.domain is a lower-case name")]
    [InlineData("INSERT OR REPLACE INTO host (domain, address) VALUES ('a.test', 'x')", "host.address is an address")]
    public async Task What_only_sqlite_could_be_given_is_refused(string statement, string sentence) =>
        Assert.Contains(sentence, (await RunAsync(statement)).Errors, StringComparison.Ordinal);

    protected override Task<TestDatabase> CreateStoreAsync() => SqliteTestDatabase.CreateStoreAsync();

    private protected override Task<ShellResult> RunAsync(string sql) => DatabaseShell.SqliteAsync(database, sql);

    private protected override Task<string[]> TryEachAsync(IReadOnlyList<string> statements) =>
        DatabaseShell.TryEachAsync(statements, file => DatabaseShell.SqliteWholeFileAsync(database, file));

    private protected override string Pick(string sentence, string? onPostgres) => sentence;
}
