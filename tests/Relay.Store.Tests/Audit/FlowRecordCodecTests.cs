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

    [Fact]
    public void A_frame_of_the_first_version_is_read()
    {
        // As the version before attempts and forms of clients wrote Flows.Make(7).
        byte[] frame = Convert.FromHexString("554652316b00000075e5cca806030700000000000000000107000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000ffffc00002010700000003006c616e090064656d6f2e746573740050000600646972656374");
        Assert.True(FlowRecordCodec.TryDecode(frame, out FlowRecord? read, out int length));
        Assert.Equal(frame.Length, length);
        Assert.Equal(Flows.Show(Flows.Make(7)), Flows.Show(read));
    }

    [Fact]
    public void Of_very_many_attempts_the_first_ones_and_the_last_are_kept()
    {
        FlowRecord flow = Flows.Make(1);
        flow.Attempts = [.. Enumerable.Range(1, 300).Select(n => new FlowAttempt(NetAddress.FromIPv4((uint)n), new string('u', 500), n, n, Outcome.Refused))];
        Assert.True(FlowRecordCodec.TryDecode(Flows.Frame(flow), out FlowRecord? read, out _));
        Assert.Equal([.. Enumerable.Range(1, FlowRecordCodec.MaxAttempts - 1).Select(n => (long)n), 300L], read.Attempts!.Select(attempt => attempt.StartedAt));
        Assert.All(read.Attempts!, attempt => Assert.Equal(FlowRecordCodec.MaxAttemptText, attempt.Upstream.Length));
    }

    [Fact]
    public void The_longest_frame_fits()
    {
        string text = new('x', 2 * FlowRecordCodec.MaxTextLength);
        FlowRecord flow = new()
        {
            Id = 1, Listener = text, Domain = text, Rewrites = text, TargetDomain = text, Upstream = text, Error = text, AskedAddress = default(NetAddress), TargetAddress = default(NetAddress),
            RemoteAddress = default(NetAddress), LearntBy = LearntBy.Phantom, RuleId = 1, AddressRuleId = 1, TargetPort = 1, RemotePort = 1, DialingAt = 1, ClientForm = ClientForm.Hash,
            Attempts = [.. Enumerable.Repeat(new FlowAttempt(default(NetAddress), new string('y', 100), 1, 1, Outcome.Ok), 100)],
        };
        Assert.InRange(Flows.Frame(flow).Length, 1, (int)SegmentLog.MinimumLimit / 16 - JournalSegment.HeaderLength);
        Assert.True(FlowRecordCodec.TryDecode(Flows.Frame(flow), out _, out _));
    }
}
