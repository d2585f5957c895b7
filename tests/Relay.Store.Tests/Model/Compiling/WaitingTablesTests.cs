using Relay.Store.Model;
using Relay.Store.Model.Compiling;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class WaitingTablesTests
{
    [Fact]
    public void Each_row_is_named_and_the_change_is_taken()
    {
        CompiledTables compiled = SnapshotCompiler.Compile(
            Tables.Empty with
            {
                Waiting = new WaitingRows(
                    [new SubstitutionRow(7, null, "h{host}.test", null)],
                    [new ResolverRow("office", "dns", "192.0.2.53")],
                    [new DnsZoneRow("lab")],
                    [new DnsRecordRow(3, "a.lab", "A", 300, "192.0.2.1")]),
            },
            7);
        Assert.NotNull(compiled.Snapshot);
        Assert.Equal(["substitution 7", "resolver office", "dns_zone lab", "dns_record 3"], compiled.Problems.Select(problem => $"{problem.TableName} {problem.RowKey}"));
        Assert.All(compiled.Problems, problem => Assert.StartsWith($"{problem.TableName} is not supported by this version: ", problem.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("TXT", "\"a\"b\"", "content '\"a\"b\"' is no list of quoted strings")]
    [InlineData("CAA", "0 issue \"a\" \"b\"", "content '0 issue \"a\" \"b\"' has 2 values: write one")]
    [InlineData("CAA", "0 issue", "content '0 issue' is no list of quoted strings")]
    [InlineData("TXT", "\"a\"", "dns_record is not supported")]
    public void What_sqlite_lets_pass_is_named_too(string type, string content, string message)
    {
        CompiledTables compiled = SnapshotCompiler.Compile(Tables.Empty with { Waiting = WaitingRows.None with { DnsRecords = [new DnsRecordRow(1, "a.test", type, 300, content)] } }, 7);
        Assert.StartsWith(message, Assert.Single(compiled.Problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"\"", 1)]
    [InlineData("\"a b\" \"c\"", 2)]
    [InlineData("\"\\\"\\\\\\009\\x\"", 1)]
    [InlineData("", null)]
    [InlineData("\"", null)]
    [InlineData("a", null)]
    [InlineData("\"a\"\"b\"", null)]
    [InlineData("\"a\" ", null)]
    [InlineData("\"a\\\"", null)]
    [InlineData("\"a\\256\"", null)]
    [InlineData("\"a\\25\"", null)]
    [InlineData("\"é\"", null)]
    public void Strings_are_counted(string text, int? expected) =>
        Assert.Equal(expected, ZoneStrings.TryCount(text, out int count) ? count : null);

    [Fact]
    public void A_string_has_255_bytes_at_most_an_escape_is_one()
    {
        Assert.True(ZoneStrings.TryCount($"\"{new string('x', 254)}\\255\"", out _));
        Assert.False(ZoneStrings.TryCount($"\"{new string('x', 256)}\"", out _));
    }
}
