using Relay.Store.Model;
using Relay.Worker.Protocols.Socks;
using Xunit;

namespace Relay.Worker.Tests.Protocols.Socks;

public sealed class SocksReplyTests
{
    [Theory]
    [InlineData(Outcome.Ok, 0, 0)]
    [InlineData(Outcome.Blocked, 0, 2)]
    [InlineData(Outcome.Forbidden, 0, 2)]
    [InlineData(Outcome.Unreachable, 101, 3)]
    [InlineData(Outcome.Unreachable, 113, 4)]
    [InlineData(Outcome.NameNotFound, 0, 4)]
    [InlineData(Outcome.UnknownPhantom, 0, 4)]
    [InlineData(Outcome.Refused, 111, 5)]
    [InlineData(Outcome.Timeout, 110, 6)]
    [InlineData(Outcome.ResolverFailed, 0, 1)]
    [InlineData(Outcome.UpstreamFailed, 0, 1)]
    [InlineData(Outcome.Limit, 0, 1)]
    public void Outcomes_have_true_codes(Outcome outcome, int errno, byte code) => Assert.Equal(code, SocksReply.Socks5Code(outcome, errno));

    [Fact]
    public void Only_a_dialed_flow_is_granted()
    {
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            bool granted = outcome is Outcome.Ok or Outcome.Open;
            Assert.Equal(granted, SocksReply.Socks5Code(outcome) == SocksReply.Succeeded);
            Assert.Equal(granted, SocksReply.Socks4Code(outcome) == SocksReply.Granted4);
        }
    }

    [Fact]
    public void No_code_of_an_upstream_but_zero_is_success()
    {
        for (int code = 0; code < 256; code++)
        {
            Assert.Equal(code == 0, SocksReply.OutcomeOf((byte)code) == Outcome.Ok);
            Assert.NotEmpty(SocksReply.TextOf((byte)code));
        }
    }

    [Theory]
    [InlineData(SocksVersion.Socks5, (int)SocksDefect.Command, 7)]
    [InlineData(SocksVersion.Socks5, (int)SocksDefect.AddressType, 8)]
    [InlineData(SocksVersion.Socks5, (int)SocksDefect.Name, 4)]
    [InlineData(SocksVersion.Socks4, (int)SocksDefect.Command, 0x5b)]
    internal void Defects_are_refused_in_the_clients_version(SocksVersion version, int defect, byte code)
    {
        byte[] reply = new byte[SocksReply.MaxLength];
        int length = SocksReply.Write(reply, version, (SocksDefect)defect);
        Assert.Equal(version == SocksVersion.Socks4 ? 8 : 10, length);
        Assert.Equal(code, reply[1]);
        Assert.Equal(version == SocksVersion.Socks4 ? 0 : 5, reply[0]);
    }
}
