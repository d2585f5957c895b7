using CsCheck;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.Worker.Protocols.Avahi;
using Xunit;

namespace Relay.Worker.Tests.Protocols.Avahi;

/// <summary>Replies as avahi-daemon 0.8 gives them.</summary>
public sealed class AvahiSimpleTests
{
    [Theory]
    [InlineData(DnsType.A, "RESOLVE-HOSTNAME-IPV4 printer.local\n")]
    [InlineData(DnsType.Aaaa, "RESOLVE-HOSTNAME-IPV6 printer.local\n")]
    public void A_question_names_the_family(ushort type, string expected) => Assert.Equal(expected, AvahiSimple.Question(DomainName.Parse("printer.local"), type));

    [Theory]
    [InlineData("+ 2 0 printer.local 192.168.1.5", DnsType.A, nameof(AvahiReply.Address))]
    [InlineData("+ 2 1 printer.local fd00::5", DnsType.Aaaa, nameof(AvahiReply.Address))]
    [InlineData("+ 2 1 printer.local fd00::5", DnsType.A, nameof(AvahiReply.Other))]
    [InlineData("+ 2 0 printer.local", DnsType.A, nameof(AvahiReply.Other))]
    [InlineData("+ 2 0 printer.local 192.168.1.5.6", DnsType.A, nameof(AvahiReply.Other))]
    [InlineData("-15 Timeout reached", DnsType.A, nameof(AvahiReply.NobodyAnswers))]
    [InlineData("-11 Invalid host name", DnsType.A, nameof(AvahiReply.Other))]
    [InlineData("", DnsType.A, nameof(AvahiReply.Other))]
    public void A_reply_says_what_it_says(string line, ushort type, string expected) => Assert.Equal(expected, AvahiSimple.Read(line, type, out _).ToString());

    [Fact]
    public void Any_line_is_survived() => Gen.String.Sample(line => Enum.IsDefined(AvahiSimple.Read(line, DnsType.A, out _)));
}
