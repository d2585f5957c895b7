using Relay.Store.Audit;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class PublicSuffixesTests
{
    private static readonly PublicSuffixes Own = PublicSuffixes.Parse(
    [
        "// a comment", "", "com", "uk", "co.uk", "jp", "*.kawasaki.jp", "!city.kawasaki.jp", "*.ck", "!www.ck", "公司.cn", "github.io  and a remark",
    ]);

    private static readonly PublicSuffixes Real = PublicSuffixes.Read(PublicSuffixes.DefaultPath);

    [Theory]
    [InlineData("example.com", "example.com")]
    [InlineData("a.b.example.com", "example.com")]
    [InlineData("www.example.co.uk", "example.co.uk")]
    [InlineData("co.uk", "co.uk")]
    [InlineData("com", "com")]
    [InlineData("host", "host")]
    [InlineData("a.b.unlisted", "b.unlisted")]
    [InlineData("a.b.c.kawasaki.jp", "b.c.kawasaki.jp")]
    [InlineData("x.city.kawasaki.jp", "city.kawasaki.jp")]
    [InlineData("c.kawasaki.jp", "c.kawasaki.jp")]
    [InlineData("a.www.ck", "www.ck")]
    [InlineData("a.b.ck", "a.b.ck")]
    [InlineData("a.b.c.ck", "b.c.ck")]
    [InlineData("x.example.xn--55qx5d.cn", "example.xn--55qx5d.cn")]
    [InlineData("pages.alice.github.io", "alice.github.io")]
    public void The_suffix_and_one_label_more(string name, string registrable) => Assert.Equal(registrable, Own.RegistrableOf(name));

    // Some of the list's own test data (https://raw.githubusercontent.com/publicsuffix/list/main/tests/test_psl.txt), where a name has a registrable part.
    [Theory]
    [InlineData("www.example.com", "example.com")]
    [InlineData("a.b.example.biz", "example.biz")]
    [InlineData("b.example.uk.com", "example.uk.com")]
    [InlineData("test.ac.jp", "test.ac.jp")]
    [InlineData("a.b.ide.kyoto.jp", "b.ide.kyoto.jp")]
    [InlineData("www.city.kobe.jp", "city.kobe.jp")]
    [InlineData("a.b.test.ck", "b.test.ck")]
    [InlineData("www.www.ck", "www.ck")]
    [InlineData("www.test.k12.ak.us", "test.k12.ak.us")]
    [InlineData("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn")]
    [InlineData("www.gov.uk", "www.gov.uk")]
    public void The_systems_list_is_read(string name, string registrable) => Assert.Equal(registrable, Real.RegistrableOf(name));

    [Fact]
    public void A_list_that_is_missing_or_none_is_one_clear_line()
    {
        string path = Path.GetTempFileName();
        Assert.Contains("is not the Public Suffix List", Assert.Throws<StoreUnavailableException>(() => PublicSuffixes.Read(path)).Message, StringComparison.Ordinal);
        File.Delete(path);
        string message = Assert.Throws<StoreUnavailableException>(() => PublicSuffixes.Read(path)).Message;
        Assert.Contains("install the package publicsuffix", message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', message);
    }
}
