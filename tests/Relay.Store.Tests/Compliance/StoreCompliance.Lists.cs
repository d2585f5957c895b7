using Relay.Store.Lists;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    private protected static readonly ImportRequest Ads = new() { Origin = "ads", List = new RuleList(["a.test", "=b.test"], ["x.a.test"], []) };

    [Fact]
    public async Task A_list_becomes_rules_with_their_origin()
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO upstream (name, kind, address, port) VALUES ('office', 'socks5', '192.0.2.1', 1080)");
        Assert.Equal(new ImportReport(3, 0, 0), await ImportAsync(Ads with { Answer = "nxdomain", Upstream = "office", Priority = -7 }));
        Assert.Equal("ads -7 =b.test block nxdomain -\nads -7 a.test block nxdomain -\nads -7 x.a.test relay - office", await TextOfAsync(
            "SELECT origin || ' ' || priority || ' ' || domain || ' ' || action || ' ' || coalesce(answer, '-') || ' ' || coalesce(upstream, '-') FROM rule ORDER BY action, domain = 'a.test'"));
        ImportRequest networks = new() { Origin = "nets", List = new RuleList([], [], ["192.0.2.0/24", "198.51.100.1/32", "2001:db8::/32"]), Blocks = false, Upstream = "office", Client = NetPrefix.Parse("10.0.0.0/8") };
        Assert.Equal(new ImportReport(3, 0, 0), await ImportAsync(networks));
        Assert.Equal(new ImportReport(0, 0, 3), await ImportAsync(networks));
        Assert.Equal("3", await TextOfAsync("SELECT CAST(count(*) AS text) FROM rule WHERE origin = 'nets' AND client = '10.0.0.0/8' AND upstream = 'office' AND action = 'relay' AND network IS NOT NULL"));
    }

    [Fact]
    public async Task Only_the_difference_is_written()
    {
        await OpenAsync();
        await database.ExecuteAsync("INSERT INTO rule (domain, action) VALUES ('a.test', 'block')");
        await ImportAsync(Ads);
        await ImportAsync(Ads with { Origin = "other" });
        await database.ExecuteAsync("UPDATE rule SET enabled = false, comment = 'needed on Mondays' WHERE origin = 'ads' AND domain = '=b.test'");
        string kept = await TextOfAsync(OfAds), others = await TextOfAsync(NotOfAds);
        long changes = await database.ScalarAsync<long>("SELECT count(*) FROM change");

        Assert.Equal(new ImportReport(0, 0, 3), await ImportAsync(Ads));
        Assert.Equal(kept, await TextOfAsync(OfAds));
        Assert.Equal(changes, await database.ScalarAsync<long>("SELECT count(*) FROM change"));

        ImportRequest newer = Ads with { List = new RuleList(["=b.test", "c.test"], [], ["192.0.2.0/24"]) };
        Assert.Equal(new ImportReport(2, 2, 1), await ImportAsync(newer with { DryRun = true }));
        Assert.Equal(kept, await TextOfAsync(OfAds));
        Assert.Equal(new ImportReport(2, 2, 1), await ImportAsync(newer));
        Assert.Equal("needed on Mondays", await database.ScalarAsync<string>("SELECT comment FROM rule WHERE origin = 'ads' AND NOT enabled AND domain = '=b.test'"));
        Assert.Equal(changes + 4, await database.ScalarAsync<long>("SELECT count(*) FROM change"));

        Assert.Equal(new ImportReport(3, 3, 0), await ImportAsync(newer with { Priority = 1 }));
        Assert.Equal(new ImportReport(0, 3, 0), await ImportAsync(newer with { List = RuleList.Empty }));
        Assert.Equal(others, await TextOfAsync(NotOfAds));
    }

    [Fact]
    public async Task A_list_that_is_refused_changes_nothing()
    {
        await OpenAsync();
        await ImportAsync(Ads);
        string before = await TextOfAsync(OfAds);
        ImportRejectedException refused = await Assert.ThrowsAsync<ImportRejectedException>(() => ImportAsync(Ads with { List = new RuleList(["c.test"], [], []), Blocks = false, Upstream = "nowhere" }));
        Assert.Contains("the list ads was not imported: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("rule.upstream is the name of a row of upstream", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refused.Message);
        Assert.Equal(before, await TextOfAsync(OfAds));
    }

    /// <summary>The second of two at a time sees what the first has made.</summary>
    [Fact]
    public async Task Imports_of_one_list_at_a_time_leave_each_rule_once()
    {
        await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => ImportAsync(Ads))));
        Assert.Equal(3L, await database.ScalarAsync<long>("SELECT count(*) FROM rule"));
    }

    /// <summary>What an administrator does to the list while an import compares it is seen before it is written.</summary>
    [Fact]
    public async Task Rules_that_change_meanwhile_are_compared_again()
    {
        await OpenAsync();
        InterruptedNames domains = new(["a.test", "b.test"], () => database.ExecuteAsync("INSERT INTO rule (origin, domain, action) VALUES ('ads', 'a.test', 'block'), ('ads', 'c.test', 'block')"));
        Assert.Equal(new ImportReport(1, 1, 1), await ImportAsync(Ads with { List = new RuleList(domains, [], []) }));
        Assert.Equal("a.test\nb.test", await TextOfAsync("SELECT domain FROM rule ORDER BY domain"));
    }

    [Fact]
    public async Task Each_rule_of_many_is_checked()
    {
        await OpenAsync();
        string[] many = [.. Enumerable.Range(0, 1000).Select(number => $"n{number}.test"), "Upper.test"];
        ImportRejectedException refused = await Assert.ThrowsAsync<ImportRejectedException>(() => ImportAsync(Ads with { List = new RuleList(many, [], []) }));
        Assert.Contains("rule.domain is name", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0L, await database.ScalarAsync<long>("SELECT count(*) FROM rule"));
    }

    [Theory, InlineData(""), InlineData(" ads"), InlineData("ads ")]
    public async Task An_origin_is_a_name(string origin)
    {
        await OpenAsync();
        Exception refused = await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => database.ExecuteAsync($"INSERT INTO rule (domain, origin) VALUES ('a.test', '{origin}')"));
        Assert.Contains("rule.origin is the name of a list", refused.Message, StringComparison.Ordinal);
    }

    private const string OfAds = "SELECT CAST(id AS text) || ' ' || coalesce(domain, network) || ' ' || coalesce(comment, '') FROM rule WHERE origin = 'ads' ORDER BY id";
    private const string NotOfAds = "SELECT CAST(id AS text) || ' ' || coalesce(domain, network) || ' ' || coalesce(origin, '') FROM rule WHERE origin IS NULL OR origin <> 'ads' ORDER BY id";

    private protected async Task<ImportReport> ImportAsync(ImportRequest request)
    {
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        return await new ListTable(direct).ReplaceAsync(request, Cancellation);
    }
}
