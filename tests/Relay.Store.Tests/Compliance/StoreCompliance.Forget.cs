using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Compliance;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task A_client_is_forgotten_by_address_and_by_network()
    {
        await WriteClientsAsync(Client("192.0.2.9"), Client("192.0.2.10"), Client("198.51.100.1"), Client("2001:db8::9"));
        ForgetRequest one = new() { Client = NetPrefix.Parse("192.0.2.9") };
        Assert.Equal(1, (await ForgetAsync(one with { DryRun = true })).Rows);
        Assert.Equal(4L, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
        Assert.Equal(1, (await ForgetAsync(one)).Rows);
        Assert.Equal(0, (await ForgetAsync(one)).Rows);
        Assert.Equal(1, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.0/24") })).Rows);
        Assert.Equal("198.51.100.1\n2001:db8::9", await TextOfAsync("SELECT client_address FROM connection ORDER BY id"));
    }

    [Fact]
    public async Task Rows_of_a_network_that_tell_no_client_are_named_and_left()
    {
        await WriteClientsAsync(AuditedClient.NetworkOf(NetAddress.Parse("192.0.2.9")), AuditedClient.NetworkOf(NetAddress.Parse("2001:db8:1:2::9")));
        ForgetReport report = await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.9") });
        Assert.Equal(0, report.Rows);
        Assert.Contains("--client 192.0.2.0/24 removes them all", Assert.Single(report.Notes), StringComparison.Ordinal);
        Assert.Equal(1, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("2001:db8:1::/48") })).Rows);
        Assert.Equal("192.0.2.0/24", await TextOfAsync("SELECT client_address FROM connection"));
    }

    [Fact]
    public async Task Hashed_clients_are_forgotten_with_the_key_only()
    {
        byte[] key = [.. Enumerable.Range(1, 32).Select(n => (byte)n)];
        await WriteClientsAsync(AuditedClient.HashOf(NetAddress.Parse("192.0.2.9"), key), AuditedClient.HashOf(NetAddress.Parse("192.0.3.9"), key), AuditedClient.HashOf(NetAddress.Parse("2001:db8::1"), key));
        ForgetReport without = await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.9") });
        Assert.Equal(0, without.Rows);
        Assert.Contains("--audit-key", Assert.Single(without.Notes), StringComparison.Ordinal);
        Assert.Equal(1, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.9") }, key)).Rows);
        Assert.Equal(1, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.0.0/16") }, key)).Rows);
        ForgetReport large = await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("2001:db8::/64") }, key);
        Assert.Equal(0, large.Rows);
        Assert.Contains("65536 addresses", Assert.Single(large.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_domain_is_forgotten_with_all_below_and_leaves_no_trace_in_the_file()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        (string Domain, string? Target)[] names = [("a_b.test", null), ("www.a_b.test", null), ("axb.test", null), ("na_b.test", null), ("other.test", "x.a_b.test")];
        await sink.WriteAsync([.. names.Select((name, i) =>
        {
            FlowRecord flow = Flow(worker, i + 1, i == 0 ? Outcome.Open : Outcome.Ok);
            (flow.Domain, flow.TargetDomain) = (name.Domain, name.Target);
            return flow;
        })], Cancellation);
        ForgetReport report = await ForgetAsync(new ForgetRequest { Domain = DomainName.Parse("a_b.test") });
        Assert.Equal(3, report.Rows);
        Assert.Contains(report.Notes, note => note.StartsWith("1 of the flows are open", StringComparison.Ordinal));
        Assert.Equal("axb.test\nna_b.test", await TextOfAsync("SELECT domain FROM connection ORDER BY id"));
        if (database is SqliteTestDatabase)
            Assert.DoesNotContain("www.a_b.test", string.Concat(Directory.GetFiles(Path.GetDirectoryName(database.Location)!, "relay.db*").Select(ReadShared)), StringComparison.Ordinal);
    }

    /// <summary>More rows than a slice has, or than a transaction removes.</summary>
    [Theory, InlineData(1), InlineData(7), InlineData(10_000)]
    public async Task Rows_are_found_wherever_they_lie(int slice)
    {
        const int Rows = 1_201;
        string[] clients = ["192.0.2.9", "192.0.2.9", "192.0.2.10", "198.51.100.1"];
        await WriteClientsAsync([.. Enumerable.Range(0, slice == 1 ? 21 : Rows).Select(n => Client(clients[n % clients.Length]))]);
        await WriteClientsAsync(Client("192.0.2.9"), Client("192.0.2.11"));
        long others = await database.ScalarAsync<long>("SELECT count(*) FROM connection WHERE client_address NOT IN ('192.0.2.9', '192.0.2.10', '192.0.2.11')");
        long all = await database.ScalarAsync<long>("SELECT count(*) FROM connection");
        ForgetRequest network = new() { Client = NetPrefix.Parse("192.0.2.0/24") };
        Assert.Equal(all - others, (await ForgetAsync(network with { DryRun = true }, slice: slice)).Rows);
        Assert.Equal(all, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
        Assert.Equal(all - others, (await ForgetAsync(network, slice: slice)).Rows);
        Assert.Equal(others, await database.ScalarAsync<long>("SELECT count(*) FROM connection WHERE client_address = '198.51.100.1'"));
        Assert.Equal(others, await database.ScalarAsync<long>("SELECT count(*) FROM connection"));
    }

    [Fact]
    public async Task Of_client_and_domain_both_are_meant()
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        FlowRecord other = Flow(worker, 2, Outcome.Ok);
        (other.Domain, other.TargetDomain) = ("other.test", null);
        await sink.WriteAsync([Flow(worker, 1, Outcome.Ok), other], Cancellation);
        Assert.Equal(0, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.8"), Domain = DomainName.Parse("demo.test") })).Rows);
        Assert.Equal(2, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.9"), Domain = DomainName.Parse("test"), DryRun = true })).Rows);
        Assert.Equal(1, (await ForgetAsync(new ForgetRequest { Client = NetPrefix.Parse("192.0.2.9"), Domain = DomainName.Parse("demo.test") })).Rows);
    }

    private static AuditedClient Client(string address) => new(ClientForm.Address, NetAddress.Parse(address));

    private static string ReadShared(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using StreamReader reader = new(file, System.Text.Encoding.Latin1);
        return reader.ReadToEnd();
    }

    private async Task WriteClientsAsync(params AuditedClient[] clients)
    {
        (long worker, IFlowSink sink) = await OpenWorkerAsync();
        await sink.WriteAsync([.. clients.Select((client, i) =>
        {
            FlowRecord flow = Flow(worker, i + 1, Outcome.Ok);
            (flow.ClientForm, flow.ClientAddress) = (client.Form, client.Value);
            return flow;
        })], Cancellation);
    }

    private async Task<ForgetReport> ForgetAsync(ForgetRequest request, byte[]? key = null, int slice = 10_000)
    {
        await using Database direct = Database.Open(StoreLocation.Parse(database.Location), TimeProvider.System);
        return await new Forgetting(new ForgetTable(direct, slice), key, new InstantTime(Day)).RunAsync(request, Cancellation);
    }
}
