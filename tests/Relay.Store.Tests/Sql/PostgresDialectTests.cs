using Npgsql;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class PostgresDialectTests
{
    [Theory]
    [InlineData("22003", true)]
    [InlineData("23505", true)]
    [InlineData("54000", true)]
    [InlineData("53100", false)]
    [InlineData("57P01", false)]
    public void Only_rows_that_no_repetition_helps_are_rejected(string state, bool rejected) =>
        Assert.Equal(rejected, new PostgresDialect().IsRejection(new PostgresException("no", "ERROR", "ERROR", state)));
}
