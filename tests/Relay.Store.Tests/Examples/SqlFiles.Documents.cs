using System.Text.RegularExpressions;
using Relay.Store.Tests.Docs;
using Xunit;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/administration.md")]
    [InlineData("docs/dns.md")]
    [InlineData("docs/rules.md")]
    public Task The_sql_of_a_document_runs_and_makes_no_problem(string document) => RunSqlOfAsync(document);

    private protected async Task RunSqlOfAsync(string document)
    {
        MatchCollection blocks = SqlBlock().Matches(Repository.Read(document));
        Assert.NotEmpty(blocks);
        foreach (Match block in blocks)
            await database.ExecuteAsync(block.Groups[1].Value);
        await CompiledAsync();
    }

    [Fact]
    public async Task The_sql_of_the_reference_runs_and_covers_every_table_and_view()
    {
        string reference = Repository.Read("docs/sql.md");
        foreach (Match block in SqlBlock().Matches(reference))
            await database.ExecuteAsync(block.Groups[1].Value);
        await OpenAsync();
        Assert.Equal([], await RowsAsync("SELECT table_name, row_key, message FROM problem WHERE message NOT LIKE table_name || ' is not supported by this version%'"));
        foreach (string relation in await RowsAsync(AllRelations))
        {
            Match section = Regex.Match(reference, $"^## {relation}\n(.*?)(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline);
            Assert.True(section.Success || reference.Contains($"`{relation}` (", StringComparison.Ordinal), $"docs/sql.md says nothing of {relation}");
            string text = section.Success ? section.Value : reference;
            foreach (string column in (await ColumnsAsync(relation)).Except(relation == "connection" ? [] : await ColumnsAsync("connection")))
                Assert.True(text.Contains($"`{column}`", StringComparison.Ordinal), $"docs/sql.md says nothing of {relation}.{column}");
        }
    }

    [GeneratedRegex("^```sql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SqlBlock();
}
