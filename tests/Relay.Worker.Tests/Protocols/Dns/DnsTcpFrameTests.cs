using Relay.Worker.Protocols;
using Relay.Worker.Protocols.Dns;
using Xunit;

namespace Relay.Worker.Tests.Protocols.Dns;

public sealed class DnsTcpFrameTests
{
    [Fact]
    public void Messages_are_taken_one_by_one()
    {
        byte[] input = [0, 12, .. new byte[12], 0, 13, .. new byte[13]];
        Assert.Equal(ParseStatus.Done, DnsTcpFrame.Read(input, out ReadOnlySpan<byte> message, out int consumed));
        Assert.Equal((12, 14), (message.Length, consumed));
        for (int length = 0; length < 15; length++)
            Assert.Equal(ParseStatus.NeedMore, DnsTcpFrame.Read(input.AsSpan(14, length), out _, out _));
        Assert.Equal(ParseStatus.Done, DnsTcpFrame.Read(input.AsSpan(14), out message, out consumed));
        Assert.Equal((13, 15), (message.Length, consumed));
    }

    [Fact]
    public void A_message_without_room_for_a_header_is_invalid() =>
        Assert.Equal(ParseStatus.Invalid, DnsTcpFrame.Read([0, 11], out _, out _));
}
