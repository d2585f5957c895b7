using CsCheck;
using Relay.Store.Lists;
using Relay.Store.Model.Compiling;
using Xunit;

namespace Relay.Store.Tests.Lists;

public sealed class ListReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("0.0.0.0 ads.test", "=ads.test")]
    [InlineData("127.0.0.1\tADS.test. two.test  three.test # four.test", "=ads.test =three.test =two.test")]
    [InlineData("::1 ads.test", "=ads.test")]
    [InlineData(":: ads.test", "=ads.test")]
    [InlineData("  0.0.0.0 ads.test\r", "=ads.test")]
    [InlineData("127.0.0.1 localhost localhost.localdomain ads.test", "=ads.test")]
    [InlineData("fe80::1%lo0 localhost", "")]
    [InlineData("255.255.255.255 broadcasthost", "")]
    [InlineData("0.0.0.0 0.0.0.0", "")]
    [InlineData("# 0.0.0.0 ads.test", "")]
    [InlineData("   ", "")]
    [InlineData("0.0.0.0 bücher.test", "=xn--bcher-kva.test")]
    public async Task Hosts(string line, string expected) => await AssertReadAsync(ListFormat.Hosts, line, expected);

    [Theory]
    [InlineData("ads.test", "ads.test")]
    [InlineData("ads.test # why", "ads.test")]
    [InlineData("; ads.test", "")]
    [InlineData("*.ads.test", ".ads.test")]
    [InlineData(".ads.test", ".ads.test")]
    [InlineData("=ads.test", "=ads.test")]
    [InlineData("\tADS.Test.\r", "ads.test")]
    [InlineData("BÜCHER.test", "xn--bcher-kva.test")]
    public async Task Domains(string line, string expected) => await AssertReadAsync(ListFormat.Domains, line, expected);

    [Theory]
    [InlineData("||ads.test^", "ads.test")]
    [InlineData("||*.ads.test^", ".ads.test")]
    [InlineData("||ADS.test^ ", "ads.test")]
    [InlineData("! ||ads.test^", "")]
    [InlineData("[Adblock Plus 2.0]", "")]
    [InlineData("# a comment", "")]
    [InlineData("@@||ads.test^", "")]
    public async Task Adblock(string line, string expected) => await AssertReadAsync(ListFormat.Adblock, line, expected);

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.0/24")]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("192.0.2.0/24 ; SBL1", "192.0.2.0/24")]
    [InlineData("2001:DB8::/32 # documentation", "2001:db8::/32")]
    [InlineData("; a comment", "")]
    public async Task Networks(string line, string expected) => await AssertReadAsync(ListFormat.Cidr, line, expected);

    [Theory]
    [InlineData("ads.test", "ads.test")]
    [InlineData("0.0.0.0 ads.test", "=ads.test")]
    [InlineData("||ads.test^", "ads.test")]
    [InlineData("192.0.2.1", "192.0.2.1/32")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("fe80::1%lo0 localhost", "")]
    [InlineData("! ads.test", "")]
    public async Task Each_line_as_it_looks(string line, string expected) => await AssertReadAsync(ListFormat.Auto, line, expected);

    /// <summary>What a rule could only say wrongly is no rule.</summary>
    [Theory]
    [InlineData(ListFormat.Hosts, "192.0.2.1 server.test", "table host")]
    [InlineData(ListFormat.Hosts, "ads.test", "stands alone")]
    [InlineData(ListFormat.Hosts, "0.0.0.0 a..test", "'a..test' is not a domain name")]
    [InlineData(ListFormat.Domains, "two words.test", "not a domain name")]
    [InlineData(ListFormat.Domains, "192.0.2.1", "not a domain name")]
    [InlineData(ListFormat.Domains, "ads.test##.banner", "not a domain name")]
    [InlineData(ListFormat.Domains, "a*.test", "not a domain name")]
    [InlineData(ListFormat.Domains, "*", "not a domain name")]
    [InlineData(ListFormat.Domains, "regex:.", "not a domain name")]
    [InlineData(ListFormat.Adblock, "||ads.test^$third-party", "neither ||name^ nor")]
    [InlineData(ListFormat.Adblock, "||ads.test/banner^", "not a domain name")]
    [InlineData(ListFormat.Adblock, "||192.0.2.1^", "not a domain name")]
    [InlineData(ListFormat.Adblock, "ads.test", "neither ||name^ nor")]
    [InlineData(ListFormat.Adblock, "/ads[0-9]/", "neither ||name^ nor")]
    [InlineData(ListFormat.Adblock, "##.banner", "neither ||name^ nor")]
    [InlineData(ListFormat.Cidr, "192.0.2.1/24", "bits set after the prefix")]
    [InlineData(ListFormat.Cidr, "192.0.2.1-192.0.2.9", "not a network")]
    [InlineData(ListFormat.Auto, "@@||x", "neither ||name^ nor")]
    [InlineData(ListFormat.Auto, "test.example##.banner", "not a domain name")]
    public async Task Lines_that_are_passed_over_are_told(ListFormat format, string line, string why)
    {
        ListReader reader = new(format);
        await reader.ReadAsync(new StringReader($"# first\n{line}\n"), "list", Cancellation);
        Assert.Equal((2, 1), (reader.Lines, reader.PassedOver));
        string fault = Assert.Single(reader.Faults);
        Assert.StartsWith("list:2: ", fault, StringComparison.Ordinal);
        Assert.Contains(why, fault, StringComparison.Ordinal);
        Assert.True(reader.Finish().IsEmpty);
    }

    [Fact]
    public async Task Of_many_lines_the_first_are_told_and_all_are_counted()
    {
        ListReader reader = new(ListFormat.Domains);
        await reader.ReadAsync(new StringReader(string.Concat(Enumerable.Repeat("a b\nads.test\n", 10))), "list", Cancellation);
        Assert.Equal((20, 10, 5), (reader.Lines, reader.PassedOver, reader.Faults.Count));
        Assert.Equal(["ads.test"], reader.Finish().Domains);
    }

    [Fact]
    public async Task A_byte_order_mark_and_the_line_ends_of_others_are_no_part_of_a_name()
    {
        ListReader reader = new(ListFormat.Auto);
        using StreamReader text = new(new MemoryStream([0xef, 0xbb, 0xbf, .. "ads.test\r\ntwo.test\rthree.test"u8]));
        await reader.ReadAsync(text, "list", Cancellation);
        Assert.Equal(["ads.test", "three.test", "two.test"], reader.Finish().Domains.Order(StringComparer.Ordinal));
        Assert.Empty(reader.Faults);
    }

    [Theory]
    [InlineData("||a.test^ @@||x.a.test^", "a.test", "x.a.test")]
    [InlineData("||x.a.test^ @@||a.test^", "", "")]
    [InlineData("||a.test^ @@||a.test^", "", "")]
    [InlineData("||a.test^ @@||b.test^", "a.test", "")]
    [InlineData("||a.test^ ||y.x.a.test^ =z.x.a.test @@||x.a.test^", "a.test", "x.a.test")]
    [InlineData("||a.test^ ||x.a.test^ ||y.x.a.test^ @@||*.x.a.test^", "a.test x.a.test", ".x.a.test")]
    [InlineData(".a.test @@||x.a.test^", ".a.test", ".x.a.test =x.a.test")]
    [InlineData(".a.test @@||a.test^", "", "")]
    [InlineData("||ba.test^ @@||a.test^", "ba.test", "")]
    public async Task Exceptions_win_over_their_own_list_and_over_nothing_else(string lines, string domains, string exceptions)
    {
        RuleList list = await ReadAsync(ListFormat.Auto, lines.Replace(' ', '\n'));
        Assert.Equal(domains, string.Join(' ', list.Domains.Order(StringComparer.Ordinal)));
        Assert.Equal(exceptions, string.Join(' ', list.Exceptions.Order(StringComparer.Ordinal)));
    }

    /// <summary>Whatever a file has, it is read to its end, and what comes out stands in the table's own words.</summary>
    [Fact]
    public void No_line_is_too_odd() => Gen.String[Gen.Char["a.*=|^@!#; \t/:0-9\u00fc\ud800\0"], 0, 40].Sample(line =>
    {
        foreach (ListFormat format in Enum.GetValues<ListFormat>())
        {
            ListEntries entries = new();
            _ = ListLine.Read(format, line, entries);
            foreach (string domain in entries.Domains.Concat(entries.Exceptions))
                Assert.True(DomainCompiler.TryCompile(domain, out _, out string? fault), fault);
        }
    });

    private static async Task AssertReadAsync(ListFormat format, string line, string expected)
    {
        ListReader reader = new(format);
        await reader.ReadAsync(new StringReader(line), "list", Cancellation);
        Assert.Empty(reader.Faults);
        RuleList list = reader.Finish();
        Assert.Equal(expected, string.Join(' ', list.Domains.Concat(list.Networks).Order(StringComparer.Ordinal)));
    }

    private static async Task<RuleList> ReadAsync(ListFormat format, string text)
    {
        ListReader reader = new(format);
        await reader.ReadAsync(new StringReader(text), "list", Cancellation);
        Assert.Empty(reader.Faults);
        return reader.Finish();
    }
}
