using System.Text.RegularExpressions;
using Relay.Store.Tests.Docs;
using Xunit;

namespace Relay.Store.Tests.Examples;

public abstract partial class SqlFiles
{
    [Theory]
    [InlineData("README.md")]
    [InlineData("docs/administration.md")]
    public async Task The_sql_of_a_document_runs_and_makes_no_problem(string document)
    {
        MatchCollection blocks = SqlBlock().Matches(Repository.Read(document));
        Assert.NotEmpty(blocks);
        foreach (Match block in blocks)
            await database.ExecuteAsync(block.Groups[1].Value);
        await CompiledAsync();
    }

    [GeneratedRegex("^```sql\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex SqlBlock();
}
