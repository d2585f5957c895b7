using System.Text;
using CsCheck;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class FlowRecordCodecTests
{
    [Fact]
    public void Any_record_comes_back_from_its_frame() =>
        Flows.Any.Sample(flow =>
        {
            byte[] frame = Flows.Frame(flow);
            return FlowRecordCodec.TryDecode([.. frame, 0x55], out FlowRecord? read, out int length)
                && length == frame.Length && Flows.Show(read) == Flows.Show(flow);
        });

    [Fact]
    public void Every_truncation_is_detected() =>
        Flows.Any.Sample(flow =>
        {
            byte[] frame = Flows.Frame(flow);
            return Enumerable.Range(0, frame.Length).All(length => !FlowRecordCodec.TryDecode(frame.AsSpan(0, length), out _, out _));
        }, iter: 20);

    [Fact]
    public void Every_flipped_byte_is_detected() =>
        Gen.Select(Flows.Any, Gen.Byte[1, 255]).Sample((flow, mask) =>
        {
            byte[] frame = Flows.Frame(flow);
            return Enumerable.Range(0, frame.Length).All(at =>
            {
                byte[] flipped = [.. frame];
                flipped[at] ^= mask;
                return !FlowRecordCodec.TryDecode(flipped, out _, out _);
            });
        }, iter: 20);

    [Fact]
    public void Arbitrary_bytes_are_no_frame_and_do_not_throw() =>
        Gen.Byte.Array[0, 300].Sample(bytes => !FlowRecordCodec.TryDecode([.. FlowRecordCodec.Magic, .. bytes], out _, out _));

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    [InlineData(3155378975999999999 + 1)]
    [InlineData(long.MaxValue)]
    public void A_time_that_is_none_is_no_frame(long ticks)
    {
        FlowRecord accepted = Flows.Make(1), dialed = Flows.Make(2), ended = Flows.Make(3);
        accepted.AcceptedAt = dialed.DialedAt = ended.EndedAt = ticks;
        foreach (FlowRecord flow in (FlowRecord[])[accepted, dialed, ended])
            Assert.False(FlowRecordCodec.TryDecode(Flows.Frame(flow), out _, out _));
    }

    [Fact]
    public void The_longest_frame_fits_and_its_texts_are_cut_at_a_character()
    {
        string text = "x" + new string('€', 100_000);
        FlowRecord flow = new()
        {
            Id = long.MaxValue, Listener = text, AskedAddress = default(NetAddress), Domain = text, LearntBy = LearntBy.Proxy, RuleId = 1,
            AddressRuleId = 2, Rewrites = text, TargetDomain = text, TargetAddress = default(NetAddress), TargetPort = 1, Upstream = text,
            RemoteAddress = default(NetAddress), RemotePort = 2, Error = text,
        };
        Assert.True(FlowRecordCodec.TryDecode(Flows.Frame(flow), out FlowRecord? read, out _));
        Assert.Equal(text[..1366], read.Error);
        Assert.InRange(Encoding.UTF8.GetByteCount(read.Listener), FlowRecordCodec.MaxTextLength - 3, FlowRecordCodec.MaxTextLength);
    }

    [Fact]
    public void The_frame_begins_with_its_version() =>
        Assert.Equal("55465231", Convert.ToHexString(Flows.Frame(new FlowRecord { Id = 1 }).AsSpan(0, 4)));
}
