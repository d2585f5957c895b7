using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model.Compiling;

public sealed class WaitingTablesTests
{
    [Fact]
    public void Each_row_is_named_and_the_change_is_taken()
    {
        CompiledTables compiled = SnapshotCompiler.Compile(
            Tables.Empty with { Waiting = new WaitingRows([new ResolverRow("office", "dns", "192.0.2.53")]) }, 7);
        Assert.NotNull(compiled.Snapshot);
        Assert.Equal(["resolver office"], compiled.Problems.Select(problem => $"{problem.TableName} {problem.RowKey}"));
        Assert.All(compiled.Problems, problem => Assert.StartsWith($"{problem.TableName} is not supported by this version: ", problem.Message, StringComparison.Ordinal));
    }
}
