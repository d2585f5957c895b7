using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Relay.PdnsBackend.Answering;
using Relay.Store.Model;
using Relay.Store;
using Relay.TestKit;
using Xunit;

namespace Relay.PdnsBackend.Tests.Remote;

public sealed class RemoteConversationTests
{
    private const string Zone = """{"id":1,"zone":".","kind":"native","serial":1}""";

    private static readonly Snapshot WithZone = SnapshotCompiler.Compile(
        new TableRows([new PoolRow("default", "phantom6", TestSnapshots.DefaultPool.Prefix.ToString(), null)], [], [], [], []) { DnsZones = [new DnsZoneRow("lab.test")] }, 1).Snapshot!;

    private readonly MemoryPhantoms phantoms = new();
    private readonly RecordingLog log = new();
    private readonly FakeTimeProvider time = new();
    private Snapshot? snapshot = TestSnapshots.Of();

    [Theory]
    [InlineData("""{"method":"initialize","parameters":{"path":"x"}}""", """{"result":true}""")]
    [InlineData("""{"method":"getAllDomains","parameters":{"include_disabled":true}}""", $$"""{"result":[{{Zone}}]}""")]
    [InlineData("""{"method":"getDomainInfo","parameters":{"name":"."}}""", $$"""{"result":{{Zone}}}""")]
    [InlineData("""{"method":"getDomainInfo","parameters":{"name":"a.test."}}""", """{"result":false}""")]
    [InlineData("""{"method":"getAllDomainMetadata","parameters":{"name":"."}}""", """{"result":{}}""")]
    [InlineData("""{"method":"getDomainMetadata","parameters":{"name":".","kind":"PRESIGNED"}}""", """{"result":[]}""")]
    [InlineData("""{"method":"getBeforeAndAfterNamesAbsolute","parameters":{"id":1,"qname":"a"}}""", """{"result":false}""")]
    [InlineData("""{"method":"getDomainKeys","parameters":{"name":".","kind":null}}""", """{"result":false}""")]
    [InlineData("""{"method":"list","parameters":{"zonename":".","domain_id":1}}""", """{"result":false}""")]
    [InlineData("""{"method":"startTransaction","parameters":{"domain":".","domain_id":1,"trxid":1}}""", """{"result":false}""")]
    public async Task Methods_have_their_results(string request, string reply) => Assert.Equal([reply], await TalkAsync(request));

    [Fact]
    public async Task A_name_gets_its_phantom_and_is_spelt_as_asked()
    {
        JsonElement record = (await LookUpAsync("WWW.Example.TEST", "ANY")).GetProperty("result")[0];
        Phantom phantom = phantoms.Add("www.example.test");
        Assert.Equal(PoolAddress.Of(TestSnapshots.DefaultPool.Prefix, phantom).ToString(), record.GetProperty("content").GetString());
        Assert.Equal("WWW.Example.TEST", record.GetProperty("qname").GetString());
        Assert.Equal(1, phantoms.Count);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    public async Task PowerDNS_itself_gets_no_phantom(string client)
    {
        Assert.Equal("ENT", (await LookUpAsync("a.test", "ANY", client)).GetProperty("result")[0].GetProperty("qtype").GetString());
        Assert.Equal(0, phantoms.Count);
    }

    [Fact]
    public async Task The_zone_is_the_root_and_no_name_below()
    {
        Assert.Equal("SOA", (await LookUpAsync(".", "SOA")).GetProperty("result")[0].GetProperty("qtype").GetString());
        Assert.Equal(JsonValueKind.False, (await LookUpAsync("test", "SOA")).GetProperty("result").ValueKind);
        Assert.Equal(JsonValueKind.False, (await LookUpAsync("x.invalid", "ANY")).GetProperty("result").ValueKind);
        Assert.Equal(JsonValueKind.False, (await LookUpAsync("*.test", "ANY")).GetProperty("result").ValueKind);
    }

    [Fact]
    public async Task Zones_of_the_tables_are_zones_where_they_are_to_be()
    {
        snapshot = WithZone;
        Assert.Equal(JsonValueKind.False, (await LookUpAsync("lab.test", "SOA")).GetProperty("result").ValueKind);
        BackendView view = new(HasZones: true);
        Assert.StartsWith("a.urelay.invalid", (await LookUpAsync("LAB.test", "SOA", view: view)).GetProperty("result")[0].GetProperty("content").GetString(), StringComparison.Ordinal);
        Assert.Equal("NS", (await LookUpAsync("lab.test", "NS", view: view)).GetProperty("result")[0].GetProperty("qtype").GetString());
        Assert.Equal(JsonValueKind.False, (await LookUpAsync("x.lab.test", "SOA", view: view)).GetProperty("result").ValueKind);
        Backend backend = await Conversing.BackendAsync(phantoms, snapshot, log, time, view);
        Assert.Contains("\"zone\":\"lab.test\"", Conversing.Talk(backend, """{"method":"getAllDomains","parameters":{}}""")[0], StringComparison.Ordinal);
        Assert.Contains("\"zone\":\"lab.test\"", Conversing.Talk(backend, """{"method":"getDomainInfo","parameters":{"name":"LAB.test."}}""")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_is_gone_is_no_result()
    {
        phantoms.Database = _ => throw new StoreUnavailableException("the database is gone");
        Assert.False((await LookUpAsync("a.test", "ANY")).TryGetProperty("result", out _));
        phantoms.Database = _ => throw new InvalidOperationException("bug");
        Assert.False((await LookUpAsync("a.test", "ANY")).TryGetProperty("result", out _));
        snapshot = null;
        Assert.False((await LookUpAsync("known.test", "ANY")).TryGetProperty("result", out _));
        Assert.Equal(JsonValueKind.Array, (await LookUpAsync(".", "SOA")).GetProperty("result").ValueKind);
    }

    [Fact]
    public async Task Goes_on_after_what_it_does_not_understand()
    {
        string[] replies = await TalkAsync("""{"method":"initialize"}""", "nonsense", "HELO\t5", """{"method":"getAllDomains"}""");
        Assert.Equal(4, replies.Length);
        Assert.All(replies[1..3], reply => Assert.StartsWith("{\"log\":", reply, StringComparison.Ordinal));
        Assert.StartsWith("{\"result\":[", replies[3], StringComparison.Ordinal);
        Assert.Equal(2, log.Lines.Count);
    }

    private async Task<JsonElement> LookUpAsync(string name, string type, string client = "192.0.2.1", BackendView? view = null)
    {
        Backend backend = await Conversing.BackendAsync(phantoms, snapshot, log, time, view);
        string request = JsonSerializer.Serialize(
            new { method = "lookup", parameters = new { qname = name == "." ? "." : name + ".", qtype = type, remote = client, local = "192.0.2.53" } });
        return JsonDocument.Parse(Assert.Single(Conversing.Talk(backend, request))).RootElement;
    }

    private async Task<string[]> TalkAsync(params string[] lines) => Conversing.Talk(await Conversing.BackendAsync(phantoms, snapshot, log, time), lines);
}
