using Npgsql;
using Relay.Migrations;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Sql;

public sealed class StoreLocationTests
{
    [Theory]
    [InlineData("relay.db")]
    [InlineData("/var/lib/urelay/relay.db")]
    [InlineData("Data Source=/var/lib/relay.db")]
    [InlineData("a=b.db")]
    [InlineData("/srv/me@home:1/relay.db")]
    [InlineData("host")]
    [InlineData("Data Source=a=b;Default Timeout=3")]
    public void Files_are_sqlite(string text)
    {
        StoreLocation location = StoreLocation.Parse(text);
        Assert.Equal(Engine.Sqlite, location.Engine);
        Assert.True(Path.IsPathFullyQualified(location.Path));
    }

    [Fact]
    public void A_url_is_postgres_with_everything_decoded()
    {
        StoreLocation location = StoreLocation.Parse("postgres://us%40er:p%3Ass%2Fw@db.test:6432/relay?sslmode=Require");
        NpgsqlConnectionStringBuilder builder = new(location.ConnectionString);
        Assert.Equal(Engine.Postgres, location.Engine);
        Assert.Equal(("us@er", "p:ss/w", "db.test", 6432, "relay"), (builder.Username, builder.Password, builder.Host, builder.Port, builder.Database));
        Assert.Equal(SslMode.Require, builder.SslMode);
        Assert.Equal("postgres://db.test:6432/relay", location.Name);
    }

    [Fact]
    public void Of_several_servers_the_primary_is_wanted()
    {
        StoreLocation location = StoreLocation.Parse("Host=db1.test,db2.test:6432;Database=relay;Password=s3cret");
        Assert.Equal("primary", new NpgsqlConnectionStringBuilder(location.ConnectionString).TargetSessionAttributes);
        Assert.Equal("postgres://db1.test,db2.test:6432/relay", location.Name);
        location = StoreLocation.Parse("Host=db1.test,db2.test;Target Session Attributes=read-write");
        Assert.Equal("read-write", new NpgsqlConnectionStringBuilder(location.ConnectionString).TargetSessionAttributes);
    }

    /// <summary>Not by ContainsKey of Npgsql's builder, which is true of every key that it knows.</summary>
    [Theory]
    [InlineData("postgres://db.test/relay", 5, 10, true, 20)]
    [InlineData("Host=db.test", 5, 10, true, 20)]
    [InlineData("Host=db.test;Timeout=7;Command Timeout=0;No Reset On Close=false;Max Auto Prepare=0", 7, 0, false, 0)]
    [InlineData("postgres://db.test/relay?timeout=7&Command%20Timeout=30&No%20Reset%20On%20Close=false&maxautoprepare=0", 7, 30, false, 0)]
    public void What_is_not_written_suits_the_store(string text, int timeout, int commandTimeout, bool noReset, int prepared)
    {
        NpgsqlConnectionStringBuilder builder = new(StoreLocation.Parse(text).ConnectionString);
        Assert.Equal((timeout, commandTimeout, noReset, prepared), (builder.Timeout, builder.CommandTimeout, builder.NoResetOnClose, builder.MaxAutoPrepare));
    }

    [Theory]
    [InlineData("postgres://[::1]/relay", "::1")]
    [InlineData("postgres:///relay?host=/run/postgresql", "/run/postgresql")]
    [InlineData("Host=db.test;Database=relay;Password=x", "db.test")]
    [InlineData("server=db.test", "db.test")]
    [InlineData("Postgres://db.test/relay", "db.test")]
    [InlineData("POSTGRESQL://db.test/relay", "db.test")]
    [InlineData("Host=db.test;Password=a://b", "db.test")]
    public void Hosts_are_found(string text, string host) =>
        Assert.Equal(host, new NpgsqlConnectionStringBuilder(StoreLocation.Parse(text).ConnectionString).Host);

    [Theory]
    [InlineData("")]
    [InlineData(":memory:")]
    [InlineData("postgres://user:s3cret@host:notaport/db")]
    [InlineData("postgres://user:s3cret@host/db?nonsense=1")]
    [InlineData("Host=x;Password=s3cret;Nonsense=1")]
    [InlineData("Host=x;Port=s3cret")]
    [InlineData("pgsql://user:s3cret@host/db")]
    [InlineData(" postgres://user:s3cret@host/db")]
    [InlineData("pgsql://user:s3cret@host/db?host=x")]
    [InlineData("Username=postgres;Password=s3cret;Database=x")]
    [InlineData("Password=s3cret;")]
    [InlineData("postgres://user:1/s3cret@host/db")]
    [InlineData("postgres://user:1#s3cret@host/db")]
    [InlineData("postgres://user:1?s3cret@host/db")]
    [InlineData("postgres://host/user:s3cret@db")]
    [InlineData("host=db user=relay password=s3cret")]
    [InlineData("dbname=relay password=s3cret")]
    [InlineData("user:s3cret@host/db")]
    [InlineData("//user:s3cret@host/db")]
    [InlineData("Host=user:s3cret@host")]
    [InlineData("Host=a,b;Target Session Attributes=s3cret")]
    public void What_names_no_database_is_refused_without_repeating_it(string text)
    {
        StoreUnavailableException e = Assert.Throws<StoreUnavailableException>(() => StoreLocation.Parse(text));
        Assert.DoesNotContain("s3cret", e.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', e.Message);
    }
}
