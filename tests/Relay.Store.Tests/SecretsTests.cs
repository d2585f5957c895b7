using Xunit;

namespace Relay.Store.Tests;

public sealed class SecretsTests
{
    [Theory]
    [InlineData("Unrecognized command or argument 'postgres://relay:s3cret@db.test/relay'.", "Unrecognized command or argument '…@db.test/relay'.")]
    [InlineData("argument 'postgres://relay:s3@cret@db.test/relay'", "argument '…@db.test/relay'")]
    [InlineData("argument 'Host=db.test;Password=s3cret;Database=relay'", "argument 'Host=db.test;Password=…;Database=relay'")]
    [InlineData("argument 'Host=db.test;PASSWORD = \"s3;cret\"'", "argument 'Host=db.test;PASSWORD=…'")]
    [InlineData("argument 'host=db.test password=s3cret dbname=relay'", "argument 'host=db.test password=…'")]
    [InlineData("argument '--listn'", "argument '--listn'")]
    public void A_password_is_not_repeated(string said, string hidden) => Assert.Equal(hidden, Secrets.Hide(said));
}
