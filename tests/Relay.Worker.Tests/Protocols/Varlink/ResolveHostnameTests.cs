using CsCheck;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Varlink;
using Xunit;

namespace Relay.Worker.Tests.Protocols.Varlink;

/// <summary>Messages as systemd-resolved 252 takes and gives them.</summary>
public sealed class ResolveHostnameTests
{
    private const string Answer = """
        {"parameters":{"addresses":[{"ifindex":2,"family":2,"address":[192,0,2,1]},{"ifindex":2,"family":10,"address":[32,1,13,184,0,0,0,0,0,0,0,0,0,0,0,1]}],"name":"a.test","flags":1}}
        """;

    [Fact]
    public void A_question_is_for_the_name_as_it_is() => Assert.Equal(
        "{\"method\":\"io.systemd.Resolve.ResolveHostname\",\"parameters\":{\"name\":\"a.test\",\"family\":10,\"flags\":256}}\0",
        ResolveHostname.Question(DomainName.Parse("a.test"), DnsType.Aaaa));

    [Theory]
    [InlineData(DnsType.A, "192.0.2.1")]
    [InlineData(DnsType.Aaaa, "2001:db8::1")]
    public void Addresses_of_the_family_are_taken(ushort type, string address)
    {
        ResolvedReply reply = ResolveHostname.Read(Answer, type);
        Assert.Equal((0, address), (reply.Code, Assert.Single(reply.Addresses).ToString()));
    }

    [Theory]
    [InlineData("""{"error":"io.systemd.Resolve.DNSError","parameters":{"rcode":3}}""", 3)]
    [InlineData("""{"error":"io.systemd.Resolve.DNSError","parameters":{"rcode":2}}""", null)]
    [InlineData("""{"error":"io.systemd.Resolve.NoSuchResourceRecord","parameters":{}}""", 0)]
    [InlineData("""{"error":"io.systemd.Resolve.NoNameServers","parameters":{}}""", null)]
    [InlineData("""{"error":"io.systemd.Resolve.QueryTimedOut"}""", null)]
    [InlineData("""{"parameters":{"addresses":[{"family":2,"address":[192,0,2]}]}}""", 0)]
    [InlineData("""{"parameters":{"addresses":[{"family":2,"address":[192,0,2,256]}]}}""", null)]
    [InlineData("""{"parameters":{"addresses":7}}""", null)]
    [InlineData("""{"parameters":7}""", null)]
    [InlineData("""{"error":7}""", null)]
    [InlineData("[]", null)]
    [InlineData("{", null)]
    public void What_has_no_address_says_why(string text, int? code)
    {
        ResolvedReply reply = ResolveHostname.Read(text, DnsType.A);
        Assert.Equal((code, 0), (reply.Code, reply.Addresses.Count));
        Assert.Equal(code is null, reply.Error is not null && code is null);
    }

    [Fact]
    public void Every_part_and_every_changed_byte_of_an_answer_is_survived()
    {
        for (int length = 0; length < Answer.Length; length++)
            _ = ResolveHostname.Read(Answer[..length], DnsType.A);
        Gen.Select(Gen.Int[0, Answer.Length - 1], Gen.Char).Sample((place, letter) =>
            ResolveHostname.Read($"{Answer[..place]}{letter}{Answer[(place + 1)..]}", DnsType.A).Addresses.Count <= 2);
    }
}
