using CsCheck;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class FrameScannerTests
{
    private static readonly byte[] First = Flows.Frame(Flows.Make(1)), Second = Flows.Frame(Flows.Make(2)), Third = Flows.Frame(Flows.Make(3));

    private static (List<long> Ids, int Skipped) Scan(ReadOnlySpan<byte> bytes, HashSet<long>? ended = null)
    {
        FrameScanner frames = new(bytes, ended);
        List<long> ids = [];
        while (frames.TryNext(out FlowRecord? record))
            ids.Add(record.Id);
        return (ids, frames.SkippedBytes);
    }

    [Fact]
    public void Zeros_end_the_frames() => Assert.Equivalent((new long[] { 1, 2 }, 0), Scan([.. First, .. Second, .. new byte[500]]));

    [Fact]
    public void Of_a_flow_that_ends_in_the_piece_only_the_end_is_read()
    {
        byte[] open = Flows.Frame(Flows.Make(2, Outcome.Open)), other = Flows.Frame(Flows.Make(4, Outcome.Open));
        byte[] bytes = [.. open, .. First, .. other, .. open, .. "UFR1"u8, .. Second, .. new byte[50]];
        HashSet<long> ended = [];
        FrameScanner.FindEnds(bytes, ended);
        Assert.Equal([1, 2], ended.Order());
        Assert.Equivalent((new long[] { 1, 4, 2 }, 4), Scan(bytes, ended));
    }

    [Fact]
    public void A_damaged_end_leaves_the_open_record() =>
        Gen.Select(Gen.Int[0, Second.Length - 1], Gen.Byte[1, 255]).Sample((at, mask) =>
        {
            byte[] damaged = [.. Second];
            damaged[at] ^= mask;
            byte[] bytes = [.. Flows.Frame(Flows.Make(2, Outcome.Open)), .. damaged, .. Third];
            HashSet<long> ended = [];
            FrameScanner.FindEnds(bytes, ended);
            return Scan(bytes, ended).Ids.SequenceEqual([2, 3]);
        });

    [Fact]
    public void A_torn_last_frame_is_no_damage()
    {
        for (int length = 0; length < Second.Length; length++)
        {
            (List<long> ids, int skipped) = Scan([.. First, .. Second.AsSpan(0, length), .. new byte[100]]);
            Assert.Equal([1], ids);
            Assert.Equal(0, skipped);
        }
    }

    [Fact]
    public void A_damaged_frame_is_skipped_and_counted() =>
        Gen.Select(Gen.Int[0, Second.Length - 1], Gen.Byte[1, 255]).Sample((at, mask) =>
        {
            byte[] damaged = [.. Second];
            damaged[at] ^= mask;
            (List<long> ids, int skipped) = Scan([.. First, .. damaged, .. Third]);
            return ids.SequenceEqual([1, 3]) && skipped == Second.Length;
        });
}
