using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Exec;

/// <summary>What a program sends through <c>urelay exec</c> arrives, and the audit says where.</summary>
public sealed class RelayingTests(InternetSide internet)
{
    private const int Length = 32 << 20;

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task A_name_leads_to_its_host_and_the_audit_says_so(string user)
    {
        using Urelay urelay = Urelay.As(user);
        ShellResult result = await urelay.RunAsync("exec", "--host", $"demo.test={internet.Address4}", "--", "curl", "-s", "http://demo.test/");
        Assert.Equal(("hello\n", "", 0), (result.Output, result.Errors, result.Status));

        AuditRow row = Assert.Single(await urelay.AuditAsync(1));
        Assert.Equal(("demo.test", "phantom", "ok", 80), (row.Domain, row.LearntBy, row.Outcome, row.AskedPort));
        Assert.Equal((internet.Address4, 80), (row.RemoteAddress, row.RemotePort));
        Assert.StartsWith("fd75:7265:6c61:7900:", row.AskedAddress, StringComparison.Ordinal);
        Assert.True(row is { BytesUp: > 20, BytesDown: > 50 }, row.ToString());
    }

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task Literal_addresses_of_both_families_are_taken(string user)
    {
        using Urelay urelay = Urelay.As(user);
        ShellResult result = await urelay.BashAsync($"curl -sS http://{internet.Address4}/ && curl -sS -g 'http://[{internet.Address6}]/'");
        Assert.Equal(("hello\nhello\n", "", 0), (result.Output, result.Errors, result.Status));

        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(2);
        Assert.Equal([internet.Address4, internet.Address6], rows.Select(row => row.RemoteAddress));
        Assert.Equal([internet.Address4, internet.Address6], rows.Select(row => row.AskedAddress));
        Assert.All(rows, row => Assert.Equal((null, "literal", "ok"), (row.Domain, row.LearntBy, row.Outcome)));
    }

    [Fact]
    public async Task A_name_with_an_IPv6_address_and_several_requests_on_a_connection()
    {
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync("curl -sS http://six.test/ http://six.test/ http://six.test/", "--host", $"six.test={internet.Address6}");
        Assert.Equal(("hello\nhello\nhello\n", 0), (result.Output, result.Status));
        Assert.Equal(internet.Address6, Assert.Single(await urelay.AuditAsync(1)).RemoteAddress);
    }

    [Fact]
    public async Task Servers_that_speak_first_are_heard_and_half_closed_connections_go_on()
    {
        using Urelay urelay = Urelay.As("root");
        ShellResult result = await urelay.BashAsync(
            "printf 'to the end' | socat -t 60 - TCP:mail.test:25 && printf 'and back' | socat -t 60 - TCP:mail.test:7", "--host", $"mail.test={internet.Address4}");
        Assert.Equal(InternetSide.Banner + "to the endand back", result.Output);

        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(2);
        Assert.Equal([(10, InternetSide.Banner.Length + 10), (8, 8)], rows.Select(row => (row.BytesUp, row.BytesDown)));
        Assert.All(rows, row => Assert.Equal("ok", row.Outcome));
    }

    [Theory]
    [InlineData("root")]
    [InlineData("nobody")]
    public async Task Large_downloads_and_uploads_keep_every_byte(string user)
    {
        using Urelay urelay = Urelay.As(user);
        string file = Path.Combine(urelay.Home, "upload");
        TestBytes.Write(file, Length);
        ShellResult result = await urelay.BashAsync(
            $"curl -sS http://demo.test/bytes/{Length} | sha256sum; curl -sS -T {file} http://demo.test/up", "--host", $"demo.test={internet.Address4}");

        string checksum = TestBytes.ChecksumOf(Length);
        Assert.Equal(($"{checksum}  -\n{checksum}\n", "", 0), (result.Output, result.Errors, result.Status));
        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(2);
        Assert.InRange(rows[0].BytesDown, Length, Length + 1000);
        Assert.InRange(rows[1].BytesUp, Length, Length + 1000);
    }

    [Fact]
    public async Task Two_hundred_new_names_at_once_all_succeed_and_are_all_audited()
    {
        using Urelay urelay = Urelay.As("nobody");
        string[] hosts = [.. Enumerable.Range(1, 200).SelectMany(i => new[] { "--host", $"n{i}.test={(i % 2 == 0 ? internet.Address4 : internet.Address6)}" })];
        ShellResult result = await urelay.BashAsync("seq 200 | xargs -P 200 -I{} curl -sS http://n{}.test/", hosts);
        Assert.Equal(("", 0), (result.Errors, result.Status));
        Assert.Equal(200, result.Output.Split("hello\n").Length - 1);

        IReadOnlyList<AuditRow> rows = await urelay.AuditAsync(200);
        Assert.Equal(200, rows.Count);
        Assert.Equal(200, rows.Select(row => row.Domain).Distinct().Count());
        Assert.All(rows, row => Assert.Equal("ok", row.Outcome));
    }
}
