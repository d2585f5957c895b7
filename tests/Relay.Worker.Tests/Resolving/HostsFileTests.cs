using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store.Model;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

public sealed class HostsFileTests : IDisposable
{
    private readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Names_and_aliases_have_the_addresses_of_all_their_lines()
    {
        Dictionary<DomainName, NetAddress[]> hosts = HostsFile.Parse(
            "# comment\n127.0.0.1 localhost\n192.0.2.1\tPrinter.lan  printer # the old one\r\n2001:db8::1 printer\n192.0.2.2 printer.lan\n"
            + "192.0.2.2 printer.lan\nfe80::1%lo zone.test\nnonsense a.test\n192.0.2.3\n192.0.2.4 not..a.name good.test");
        Assert.Equal(["good.test", "localhost", "printer", "printer.lan"], hosts.Keys.Select(name => name.Value).Order(StringComparer.Ordinal));
        Assert.Equal("192.0.2.1 192.0.2.2", Of("printer.lan"));
        Assert.Equal("192.0.2.1 2001:db8::1", Of("printer"));

        string Of(string name) => string.Join(' ', hosts[DomainName.Parse(name)]);
    }

    /// <summary>As getaddrinfo(3) asks <c>files</c>: for a family that is not there others are asked, unless the other family is wanted too and there.</summary>
    [Theory]
    [InlineData("four.test", Families.Both, "192.0.2.4")]
    [InlineData("four.test", Families.Four, "192.0.2.4")]
    [InlineData("four.test", Families.Six, null)]
    [InlineData("both.test", Families.Six, "2001:db8::4")]
    [InlineData("both.test", Families.Both, "2001:db8::4 192.0.2.4")]
    [InlineData("none.test", Families.Both, null)]
    internal async Task A_name_that_stands_there_is_not_asked_for(string name, Families wanted, string? addresses)
    {
        File.WriteAllText(path, "192.0.2.4 four.test both.test\n2001:db8::4 both.test\n");
        NameAnswers? answers = new HostsFile(path, NullLogger.Instance).Find(DomainName.Parse(name), wanted, 0);
        Resolution? resolution = answers is null ? null : await answers.WholeAsync();
        Assert.Equal(addresses, resolution is null ? null : string.Join(' ', resolution.Addresses));
        if (resolution is not null)
            Assert.Equal((ResolutionSource.File, false, path), (resolution.Source, resolution.FromResolver, Assert.Single(resolution.By)));
    }

    [Fact]
    public void A_change_is_seen_after_a_second_and_a_file_too_long_changes_nothing()
    {
        File.WriteAllText(path, "192.0.2.1 a.test\n");
        HostsFile file = new(path, NullLogger.Instance);
        Assert.True(Has("a.test", 5000));
        File.WriteAllText(path, "192.0.2.1 b.test\n");
        Assert.True(Has("a.test", 5999));
        Assert.False(Has("a.test", 6000));
        Assert.True(Has("b.test", 6000));
        File.WriteAllText(path, "192.0.2.1 c.test\n" + new string('#', 1 << 20));
        Assert.True(Has("b.test", 7000));
        File.Delete(path);
        Assert.True(Has("b.test", 8000));

        bool Has(string name, long now) => file.Find(DomainName.Parse(name), Families.Both, now) is not null;
    }
}
