using System.Globalization;
using System.Text.Json;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary><c>urelay explain</c> beside a running gateway: what it says of a flow is what the audit has.</summary>
[Collection(SharedGateway.Name)]
public sealed class ExplainTests(RunningGateway gateway)
{
    [Fact]
    public async Task A_relayed_name()
    {
        string name = gateway.FreshName();
        Assert.Equal("hello\n", (await gateway.CurlAsync($"http://{name}/")).Output);
        AuditRow row = await gateway.Worker.AuditAsync(name);
        JsonElement result = await AssertSaysAsync(0, "relayed", null, row, name);
        Assert.Equal(row.Upstream, result.GetProperty("upstream").GetString());
        JsonElement connection = await ExplainAsync(0, "--connection", Text(row.Id));
        Assert.Equal(["ok"], [connection.GetProperty("recorded").GetProperty("row").GetProperty("outcome").GetString()]);
        Assert.Equal(0, connection.GetProperty("recorded").GetProperty("differences").GetArrayLength());
        Assert.Equal(row.RemoteAddress, Step(connection, "dial").GetProperty("order").EnumerateArray().First().GetProperty("target").GetString());
    }

    [Fact]
    public async Task A_blocked_name_and_what_its_connection_would_become_without_the_rule()
    {
        string name = gateway.FreshName();
        gateway.Worker.Sql($"INSERT INTO rule (domain, action) VALUES ('={name}', 'block')");
        _ = await gateway.CurlUntilAsync(result => result.Status != 0, $"http://{name}/");
        AuditRow row = await gateway.Worker.AuditAsync(each => each.Domain == name && each.Outcome == "blocked");
        JsonElement explained = await ExplainAsync(3, name, "--port", "80");
        Assert.Equal(row.RuleId, explained.GetProperty("result").GetProperty("rule_id").GetInt64());
        _ = await AssertSaysAsync(3, "refused", "blocked", row, name);

        gateway.Worker.Sql($"DELETE FROM rule WHERE id = {Text(row.RuleId!.Value)}");
        string[] differences = [.. (await ExplainAsync(0, "--connection", Text(row.Id))).GetProperty("recorded").GetProperty("differences").EnumerateArray().Select(each => each.GetString()!)];
        Assert.Equal(["blocked then, relayed today", $"rule {row.RuleId} then, which was deleted, none today"], differences);
    }

    [Fact]
    public async Task The_relay_s_own_host()
    {
        string host = gateway.Internet.HostAddress4;
        _ = await gateway.CurlAsync($"http://{host}:81/");
        AuditRow row = await gateway.Worker.AuditAsync(each => each.AskedAddress == host && each.AskedPort == 81);
        _ = await AssertSaysAsync(3, "refused", "forbidden", row, host);
    }

    [Fact]
    public async Task A_name_that_does_not_resolve()
    {
        const string name = "explained.nowhere.test";
        _ = await gateway.CurlAsync($"http://{name}/");
        AuditRow row = await gateway.Worker.AuditAsync(name);
        _ = await AssertSaysAsync(3, "refused", "name_not_found", row, name);
        Assert.Equal(0, (await gateway.ExplainAsync(name, "--no-dns")).Status);
    }

    [Fact]
    public async Task An_address_that_nobody_was_given()
    {
        const string address = "fd75:7265:6c61:7900:7fff:ffff:ffc0:1";
        _ = await gateway.CurlAsync($"http://[{address}]/");
        AuditRow row = await gateway.Worker.AuditAsync(each => each.AskedAddress == address);
        _ = await AssertSaysAsync(3, "refused", "unknown_phantom", row, address);
    }

    [Fact]
    public async Task Nothing_is_written_and_no_phantom_made()
    {
        string before = State();
        Assert.Equal(0, (await gateway.ExplainAsync("never-asked-for.test", "--no-dns")).Status);
        Assert.Equal(before, State());

        string State() => gateway.Worker.Sql("SELECT count(*) FROM phantom WHERE domain = 'never-asked-for.test'; SELECT sum(changes) FROM revision; SELECT count(*) FROM worker");
    }

    [Theory]
    [InlineData("explain what?")]
    [InlineData("is neither a domain name nor an address", "no name")]
    [InlineData("--port '0'", "a.test", "--port", "0")]
    [InlineData("leave out", "a.test", "--connection", "1")]
    public async Task Misuse_is_told_in_one_line(string told, params string[] arguments)
    {
        ShellResult result = await gateway.ExplainAsync(arguments);
        Assert.Equal(2, result.Status);
        Assert.Contains(told, Assert.Single(result.Errors.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_not_there_cannot_be_explained() => Assert.Equal(1, (await gateway.ExplainAsync("--connection", "1")).Status);

    /// <summary>Explains what a row's client asked for, by name or address and by the row's id, and compares.</summary>
    private async Task<JsonElement> AssertSaysAsync(int status, string verdict, string? outcome, AuditRow row, string target)
    {
        JsonElement byTarget = await ExplainAsync(status, target, "--port", Text(row.AskedPort), "--client", row.ClientAddress, "--listener", row.Listener);
        JsonElement byRow = await ExplainAsync(status, "--connection", Text(row.Id));
        foreach (JsonElement explained in (JsonElement[])[byTarget, byRow])
        {
            JsonElement result = explained.GetProperty("result");
            Assert.Equal((verdict, outcome, row.Error), (result.GetProperty("verdict").GetString(), result.GetProperty("outcome").GetString(), result.GetProperty("reason").GetString()));
            Assert.Equal(row.RuleId, result.GetProperty("rule_id").ValueKind == JsonValueKind.Null ? null : result.GetProperty("rule_id").GetInt64());
            Assert.Equal(row.LearntBy, Step(explained, "destination").GetProperty("learnt_by").GetString());
        }
        return byTarget.GetProperty("result");
    }

    private async Task<JsonElement> ExplainAsync(int status, params string[] arguments)
    {
        ShellResult result = await gateway.ExplainAsync([.. arguments, "--json"]);
        Assert.Equal((status, ""), (result.Status, result.Errors));
        return JsonDocument.Parse(result.Output).RootElement;
    }

    private static JsonElement Step(JsonElement explained, string step) =>
        explained.GetProperty("steps").EnumerateArray().Single(each => each.GetProperty("step").GetString() == step);

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
