using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Resolving;
using Xunit;

namespace Relay.Worker.Tests.Resolving;

/// <summary>Name servers that lie, are broken, or are somebody else.</summary>
public sealed class HostileServerTests : ResolverTestBase
{
    [Fact]
    public async Task Names_are_asked_for_in_random_case()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Address());
        // Of 2 × 26 letters all the same: once in 2⁵².
        Assert.Equal(Outcome.Ok, (await ResolveAsync("abcdefghijklmnopqrstuvwxyz.test", server.Server)).Outcome);
        string[] names = [.. server.Questions.Select(NameOf)];
        Assert.Equal(2, names.Distinct().Count());
        Assert.All(names, name => Assert.Equal("abcdefghijklmnopqrstuvwxyz.test", name.ToLowerInvariant()));
    }

    [Fact]
    public async Task A_server_that_changes_case_is_believed_over_TCP_and_then_asked_plainly()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => Lowered(asked.Address()));
        Resolver resolver = Of(server.Server);
        Assert.Equal(2, (await ResolveAsync(resolver, "abcdefghijklmnopqrstuvwxyz.test")).Addresses.Count);
        Assert.Equal(2, server.Questions.Count(asked => asked.OverTcp));
        int before = server.Questions.Count;
        Assert.Equal(2, (await ResolveAsync(resolver, "zyxwvutsrqponmlkjihgfedcba.test")).Addresses.Count);
        FakeNameServer.Asked[] after = [.. server.Questions.Skip(before)];
        Assert.Equal(2, after.Length);
        Assert.All(after, asked => Assert.Equal((false, "zyxwvutsrqponmlkjihgfedcba.test"), (asked.OverTcp, NameOf(asked))));
    }

    [Fact]
    public async Task An_answer_in_another_case_is_nobodys_word_where_TCP_keeps_it()
    {
        // Over UDP somebody is quicker than the server; over TCP there is only the server.
        using FakeNameServer server = FakeNameServer.Of(asked => asked.OverTcp
            ? asked.Address()
            : Lowered(asked.Reply(records: new DnsRecord(asked.Query.Name, asked.Query.Type, 60, NetAddress.Parse(asked.Query.Type == DnsType.A ? "192.0.2.66" : "2001:db8::66")))));
        Resolver resolver = Of(server.Server);
        Assert.Equal(["2001:db8::1", "192.0.2.1"], Words(await ResolveAsync(resolver, "abcdefghijklmnopqrstuvwxyz.test")));
        _ = await ResolveAsync(resolver, "zyxwvutsrqponmlkjihgfedcba.test");
        Assert.Equal(4, server.Questions.Count(asked => asked.OverTcp));
    }

    [Fact]
    public async Task A_server_without_TCP_that_changes_case_is_asked_once_more_without_the_mixing()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.OverTcp ? null : Lowered(asked.Address()));
        Assert.Equal(2, (await ResolveAsync("abcdefghijklmnopqrstuvwxyz.test", server.Server)).Addresses.Count);
    }

    [Fact]
    public async Task An_answer_from_another_address_never_arrives()
    {
        using System.Net.Sockets.Socket stranger = new(System.Net.Sockets.AddressFamily.InterNetwork, System.Net.Sockets.SocketType.Dgram, System.Net.Sockets.ProtocolType.Udp);
        using FakeNameServer server = new(asked =>
        {
            byte[] forged = asked.Reply(records: new DnsRecord(asked.Query.Name, asked.Query.Type, 60, NetAddress.Parse("192.0.2.66")));
            // The right id, question and case, but from a port of its own.
            if (asked.From is { } client)
                _ = stranger.SendTo(forged, client);
            return [asked.Address()];
        });
        Assert.Equal(["2001:db8::1", "192.0.2.1"], Words(await ResolveAsync("a.test", server.Server)));
    }

    [Theory]
    [InlineData("wrong id")]
    [InlineData("wrong type")]
    [InlineData("no question")]
    [InlineData("a query")]
    [InlineData("a loop of compression")]
    [InlineData("a record that is cut off")]
    public async Task What_is_no_answer_is_passed_over(string what)
    {
        using FakeNameServer server = new(asked => [Broken(what, asked), asked.Address()]);
        Assert.Equal(["2001:db8::1", "192.0.2.1"], Words(await ResolveAsync("a.test", server.Server)));
    }

    [Fact]
    public async Task A_chain_that_an_answer_leaves_open_is_followed()
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Query.Name switch
        {
            "a.test" => asked.Reply(records: new DnsRecord("a.test", DnsType.Cname, 300, Target: "b.test")),
            "b.test" => asked.Reply(records: new DnsRecord("b.test", DnsType.Cname, 5, Target: "c.test")),
            _ => asked.Address(),
        });
        Resolver resolver = Of(server.Server);
        Assert.Equal(["2001:db8::1", "192.0.2.1"], Words(await ResolveAsync(resolver, "a.test")));
        LookUp whole = await Loop.RunAsync(() => resolver.FindAsync(Question("a.test"), DnsType.A));
        Assert.Equal(5u, whole.Response.Ttl);
    }

    [Fact]
    public async Task A_chain_without_an_end_fails()
    {
        int n = 0;
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Reply(records: new DnsRecord(asked.Query.Name, DnsType.Cname, 300, Target: $"n{Interlocked.Increment(ref n)}.test")));
        Resolution resolution = await ResolveAsync("a.test", server.Server);
        Assert.Equal((Outcome.ResolverFailed, "the aliases of a.test do not end"), (resolution.Outcome, resolution.Reason));
        Assert.InRange(server.Questions.Count, 2, 20);
    }

    [Theory]
    [InlineData(DnsResponseCode.NxDomain, false, "there is no such name")]
    [InlineData(DnsResponseCode.NoError, true, "the name has no address")]
    public async Task The_end_of_a_chain_says_whether_there_is_such_a_name(int code, bool exists, string reason)
    {
        using FakeNameServer server = FakeNameServer.Of(asked => asked.Query.Name == "a.test"
            ? asked.Reply(records: new DnsRecord("a.test", DnsType.Cname, 300, Target: "b.test"))
            : asked.Reply(code, Soa));
        Resolution resolution = await ResolveAsync("a.test", server.Server);
        Assert.Equal((Outcome.NameNotFound, exists, reason), (resolution.Outcome, resolution.Exists!.Value, resolution.Reason));
    }

    [Fact]
    public async Task A_phantom_in_an_answer_is_dropped_and_named()
    {
        using FakeNameServer ours = FakeNameServer.Of(asked => asked.Query.Type == DnsType.A ? asked.Reply(soa: Soa)
            : asked.Reply(records: new DnsRecord(asked.Query.Name, DnsType.Aaaa, 60, NetAddress.Parse("fd75:7265:6c61:7900:4000::1"))));
        Resolution resolution = await ResolveAsync("a.test", ours.Server);
        Assert.Equal(Outcome.ResolverFailed, resolution.Outcome);
        Assert.Equal($"the name server {ours.Server} answered with fd75:7265:6c61:7900:4000::1, an address of the pool default: it is, or asks, our own DNS", resolution.Reason);
    }

    [Fact]
    public async Task Beside_a_phantom_other_addresses_stay()
    {
        using FakeNameServer mixed = FakeNameServer.Of(asked => asked.Query.Type == DnsType.A ? asked.Address()
            : asked.Reply(records: [.. ((string[])["fd75:7265:6c61:7900:4000::1", "2606:4700::1"]).Select(text => new DnsRecord(asked.Query.Name, DnsType.Aaaa, 60, NetAddress.Parse(text)))]));
        Assert.Equal(["2606:4700::1", "192.0.2.1"], Words(await ResolveAsync("a.test", mixed.Server)));
    }

    private static byte[] Broken(string what, FakeNameServer.Asked asked)
    {
        byte[] reply = asked.Reply(records: new DnsRecord(asked.Query.Name, asked.Query.Type, 60, NetAddress.Parse(asked.Query.Type == DnsType.A ? "192.0.2.66" : "2001:db8::66")));
        int question = DnsHeader.Length, records = question + asked.Query.QuestionLength;
        switch (what)
        {
            case "wrong id":
                reply[1] ^= 1;
                return reply;
            case "wrong type":
                reply[records - 3] ^= 1;
                return reply;
            case "no question":
                reply[5] = 0;
                return reply;
            case "a query":
                reply[2] &= 0x7f;
                return reply;
            case "a loop of compression":
                // The owner of the record is a pointer to itself.
                reply[records] = (byte)(0xc0 | records >> 8);
                reply[records + 1] = (byte)records;
                return reply;
            default:
                return reply[..(records + 14)];
        }
    }

    /// <summary>The reply as a server sends it that has lower case only.</summary>
    private static byte[] Lowered(byte[] reply)
    {
        for (int i = DnsHeader.Length; reply[i] != 0; i++)
            reply[i] = reply[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(reply[i] | 0x20) : reply[i];
        return reply;
    }

    private static string NameOf(FakeNameServer.Asked asked)
    {
        int offset = DnsHeader.Length;
        Assert.True(DnsNameCodec.TryRead(asked.Message, ref offset, out string name));
        return name;
    }

    private static IEnumerable<string> Words(Resolution resolution) => resolution.Addresses.Select(address => address.ToString());

    private Resolver Of(params NameServer[] servers) => Of(new ResolverOptions(), new ResolvConf { Servers = servers, Attempts = 1 });

    private Task<Resolution> ResolveAsync(string name, params NameServer[] servers) => ResolveAsync(Of(servers), name);
}
