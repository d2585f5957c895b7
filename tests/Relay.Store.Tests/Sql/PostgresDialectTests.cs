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

    [Theory]
    [InlineData("53100", "could not extend file", "make room on the server's disk")]
    [InlineData("53100", "konnte Datei nicht erweitern", "make room on the server's disk")]
    [InlineData("58030", "could not write to file", "look at the server's disk, and at its log")]
    [InlineData("42501", "permission denied for table phantom", "GRANT SELECT, INSERT ON urelay.phantom TO gate")]
    [InlineData("42501", "permission denied for view connection_report", "GRANT SELECT, INSERT ON urelay.connection_report TO gate")]
    [InlineData("42501", "permission denied for sequence phantom_id_seq", "GRANT SELECT ON SEQUENCE urelay.phantom_id_seq TO gate")]
    [InlineData("42501", "permission denied for function pass_phantom_ids", "GRANT EXECUTE ON FUNCTION urelay.pass_phantom_ids TO gate")]
    [InlineData("42501", "permission denied for schema urelay", "GRANT USAGE ON SCHEMA urelay TO gate")]
    [InlineData("42501", "permission denied for database relay", "GRANT CREATE ON DATABASE relay TO gate")]
    [InlineData("42501", "keine Berechtigung für Tabelle phantom", "sql/postgresql/roles.sql")]
    public void What_to_do_is_said(string state, string message, string advice) =>
        Assert.Contains(advice, new PostgresDialect("gate").Advice(new PostgresException(message, "ERROR", "ERROR", state), Work.Assign), StringComparison.Ordinal);
}
