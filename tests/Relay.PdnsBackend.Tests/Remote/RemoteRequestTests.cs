using System.Text;
using CsCheck;
using Relay.PdnsBackend.Answering;
using Relay.PdnsBackend.Remote;
using Relay.PdnsBackend.Wire;
using Relay.Store.Dns;
using Relay.Store.Model;
using Xunit;

namespace Relay.PdnsBackend.Tests.Remote;

public sealed class RemoteRequestTests
{
    /// <summary>As PowerDNS 4.7 writes it.</summary>
    private const string Lookup = """
        {"method": "lookup", "parameters": {"local": "192.0.2.53", "qname": "EXAMPLE.Com.", "qtype": "ANY", "real-remote": "192.0.2.1/32", "remote": "192.0.2.1", "zone-id": 1}}
        """;

    [Fact]
    public void A_lookup_has_name_type_and_client() =>
        Assert.Equal(new RemoteRequest(RemoteMethod.Lookup, new BackendQuestion("EXAMPLE.Com", DnsType.Any, NetAddress.Parse("192.0.2.1"))), Parse(Lookup));

    [Theory]
    [InlineData("""{"method":"initialize","parameters":{"path":"/run/x","timeout":"2000"}}""", nameof(RemoteMethod.Initialize))]
    [InlineData("""{"parameters":{"a":[1,2]},"method":"initialize","more":{"x":1}}""", nameof(RemoteMethod.Initialize))]
    [InlineData("""{"method":"initialize","parameters":null}""", nameof(RemoteMethod.Initialize))]
    [InlineData("""{"method":"getAllDomains","parameters":{"include_disabled":true}}""", nameof(RemoteMethod.GetAllDomains))]
    [InlineData("""{"method":"getAllDomainMetadata","parameters":{"name":"."}}""", nameof(RemoteMethod.GetAllDomainMetadata))]
    [InlineData("""{"method":"getDomainMetadata","parameters":{"name":".","kind":"X"}}""", nameof(RemoteMethod.GetDomainMetadata))]
    [InlineData("""{"method":"getDomainInfo","parameters":{"name":"."}}""", nameof(RemoteMethod.GetDomainInfo))]
    [InlineData("""{"method":"directBackendCmd","parameters":{"query":"x"}}""", nameof(RemoteMethod.DirectBackendCommand))]
    [InlineData("""{"method":"getDomainKeys","parameters":{"name":"."}}""", nameof(RemoteMethod.Other))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a.test.","qtype":"FROB","remote":"fe80::1%eth0"}}""", nameof(RemoteMethod.Lookup))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a\\.b\\032c.test.","qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Lookup))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a..test.","qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"","qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"é.test.","qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a\u0000.test.","qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a.test.","qtype":"","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a.test.","qtype":"A","remote":"nobody"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"a.test.","qtype":"A"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":7,"qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":{"x":1},"qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":{"qname":"\ud800.","qtype":"A","remote":"::1"}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup","parameters":[]}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"lookup"}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":7}""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"initialize"} x""", nameof(RemoteMethod.Malformed))]
    [InlineData("""{"method":"initialize","a":{"b":{"c":{"d":1}}}}""", nameof(RemoteMethod.Malformed))]
    [InlineData("{}", nameof(RemoteMethod.Malformed))]
    [InlineData("[]", nameof(RemoteMethod.Malformed))]
    [InlineData("", nameof(RemoteMethod.Malformed))]
    [InlineData("{", nameof(RemoteMethod.Malformed))]
    public void Lines_are_what_the_protocol_says(string line, string method) => Assert.Equal(method, Parse(line).Method.ToString());

    [Fact]
    public void A_line_cut_anywhere_is_malformed()
    {
        for (int length = 0; length < Lookup.Length; length++)
            Assert.Equal(RemoteMethod.Malformed, Parse(Lookup[..length]).Method);
    }

    [Fact]
    public void A_flipped_byte_never_throws_nor_makes_a_name_that_is_none()
    {
        for (int at = 0; at < Lookup.Length; at++)
        {
            byte[] line = Encoding.ASCII.GetBytes(Lookup);
            for (int value = 0; value <= byte.MaxValue; value++)
            {
                line[at] = (byte)value;
                Assert.True(IsSound(RemoteRequest.Parse(line)), $"{value} at {at}");
            }
        }
    }

    [Fact]
    public void Any_bytes_never_throw() => Gen.Byte.Array[0, 200].Sample(line => IsSound(RemoteRequest.Parse(line)));

    [Fact]
    public void Any_brackets_and_quotes_never_throw()
    {
        string[] parts = ["{", "}", "[", "]", "\"", ":", ",", "\"method\"", "\"lookup\"", "\"parameters\"", "\"qname\"", "\"a.\"", "\\", "\\u00", "1e999", "null", " "];
        Gen.Int[0, parts.Length - 1].Array[0, 40].Sample(chosen => IsSound(Parse(string.Concat(chosen.Select(i => parts[i])))));
    }

    private static bool IsSound(RemoteRequest request) => request.Method != RemoteMethod.Lookup || PdnsName.IsValid(Encoding.ASCII.GetBytes(request.Question.Name));

    private static RemoteRequest Parse(string line) => RemoteRequest.Parse(Encoding.UTF8.GetBytes(line));
}
