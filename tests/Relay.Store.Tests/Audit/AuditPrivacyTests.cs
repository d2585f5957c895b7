using Relay.Store.Audit;
using Relay.Store.Model;
using Relay.Store.Sql;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class AuditPrivacyTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(n => (byte)n)];
    private static readonly PublicSuffixes Suffixes = PublicSuffixes.Parse(["com", "uk", "co.uk", "test"]);

    private static FlowRecord Flow() => new()
    {
        Id = 1,
        Listener = "gate",
        ClientAddress = NetAddress.Parse("192.0.2.77"),
        ClientPort = 40_000,
        AskedAddress = NetAddress.Parse("fd75:7265:6c61:7900:4000::1"),
        AskedPort = 443,
        Domain = "www.example.co.uk",
        LearntBy = LearntBy.Phantom,
        RuleId = 5,
        Rewrites = "www.example.co.uk > 203.0.113.7",
        TargetDomain = "www.example.co.uk",
        TargetAddress = NetAddress.Parse("203.0.113.7"),
        TargetPort = 443,
        Upstream = "direct",
        RemoteAddress = NetAddress.Parse("203.0.113.7"),
        RemotePort = 443,
        BytesUp = 1,
        BytesDown = 2,
        AcceptedAt = 10,
        Outcome = Outcome.Forbidden,
        Error = "the resolver returned 203.0.113.7, which is not globally reachable (203.0.113.0/24)",
        Attempts = [new(NetAddress.Parse("203.0.113.7"), "direct", 10, 20, Outcome.Refused)],
    };

    /// <summary>The row's values as the database gets them, and the frame as the disk does.</summary>
    private static (string Row, string Frame) Told(FlowRecord flow, ClientForm clients, DomainForm domains)
    {
        FlowRecord told = new AuditPrivacy(clients, Key, domains, Suffixes).Of(flow);
        SqlValue[] values = new SqlValue[FlowColumns.Names.Length];
        FlowColumns.Fill(told, values);
        return (string.Join('|', values), System.Text.Encoding.Latin1.GetString(Flows.Frame(told)));
    }

    [Theory]
    [InlineData(DomainForm.None)]
    [InlineData(DomainForm.Registrable)]
    public void Where_names_are_hidden_nothing_tells_them(DomainForm domains)
    {
        (string row, string frame) = Told(Flow(), ClientForm.Address, domains);
        foreach (string secret in (string[])["www.example", "203.0.113", "fd75:", "192.0.2.0"])
        {
            Assert.DoesNotContain(secret, row, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, frame, StringComparison.Ordinal);
        }
        Assert.DoesNotContain("\u00cb\u0000\u0071\u0007", frame, StringComparison.Ordinal); // 203.0.113.7 in bytes
        Assert.Equal(domains == DomainForm.Registrable ? 2 : 0, row.Split('|').Count(value => value == "example.co.uk"));
        Assert.Contains("the resolver returned …, which is not globally reachable (…)", row, StringComparison.Ordinal);
        Assert.Contains("|192.0.2.77|40000|", row, StringComparison.Ordinal);
        Assert.Contains("forbidden", row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_literal_address_is_no_name_but_an_address_of_which_nothing_is_known_may_be()
    {
        FlowRecord literal = Flow();
        (literal.Domain, literal.TargetDomain, literal.LearntBy, literal.AskedAddress) = (null, null, LearntBy.Literal, NetAddress.Parse("203.0.113.7"));
        Assert.Contains("|203.0.113.7|443|", Told(literal, ClientForm.Address, DomainForm.None).Row, StringComparison.Ordinal);
        literal.LearntBy = null;
        Assert.DoesNotContain("203.0.113.7", Told(literal, ClientForm.Address, DomainForm.None).Row, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("192.0.2.77", "192.0.2.0/24")]
    [InlineData("2001:db8:1:2:3::4", "2001:db8:1::/48")]
    public void A_client_may_be_its_network(string client, string network)
    {
        FlowRecord flow = Flow();
        flow.ClientAddress = NetAddress.Parse(client);
        (string row, _) = Told(flow, ClientForm.Network, DomainForm.Full);
        Assert.Contains($"|{network}|40000|", row, StringComparison.Ordinal);
        Assert.DoesNotContain(client, row, StringComparison.Ordinal);
        Assert.Contains("www.example.co.uk", row, StringComparison.Ordinal);
    }

    [Fact]
    public void A_hashed_client_is_the_same_each_time_and_no_address()
    {
        FlowRecord flow = Flow();
        string client = Told(flow, ClientForm.Hash, DomainForm.Full).Row.Split('|')[4];
        Assert.Equal("hash-" + Expected(flow.ClientAddress), client);
        Assert.Equal(client, Told(flow, ClientForm.Hash, DomainForm.None).Row.Split('|')[4]);
        Assert.False(NetAddress.TryParse(client, out _) || NetPrefix.TryParse(client, out _));
        flow.ClientAddress = NetAddress.Parse("192.0.2.78");
        Assert.NotEqual(client, Told(flow, ClientForm.Hash, DomainForm.Full).Row.Split('|')[4]);
    }

    [Fact]
    public void The_flow_itself_is_left_as_it_is()
    {
        FlowRecord flow = Flow();
        string before = Flows.Show(flow);
        _ = Told(flow, ClientForm.Hash, DomainForm.None);
        Assert.Equal(before, Flows.Show(flow));
    }

    private static string Expected(NetAddress address)
    {
        byte[] bytes = new byte[16];
        address.WriteBytes(bytes);
        using System.Security.Cryptography.HMACSHA256 hmac = new(Key);
        return Convert.ToHexStringLower(hmac.ComputeHash(bytes))[..24];
    }
}
