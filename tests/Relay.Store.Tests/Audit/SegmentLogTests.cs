using Microsoft.Extensions.Time.Testing;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class SegmentLogTests : IDisposable
{
    private readonly string parent = Directory.CreateTempSubdirectory("urelay-journal-").FullName;
    private readonly string directory;
    private readonly FakeTimeProvider time = new();
    private readonly FakeLogger log = new();

    public SegmentLogTests()
    {
        directory = Path.Combine(parent, "here");
        Directory.CreateDirectory(directory);
    }

    public void Dispose() => Directory.Delete(parent, recursive: true);

    private SegmentLog Open() => new(directory, 7, SegmentLog.MinimumLimit, time, log);

    [Fact]
    public void The_ends_of_refused_flows_leave_the_room_for_those_of_admitted_ones()
    {
        using SegmentLog segments = Open();
        byte[] end = Flows.Frame(Flows.Make(1, Outcome.HandshakeFailed));
        while (segments.Append(end, reserved: false))
            continue;
        Assert.False(segments.Append(end, reserved: false));
        Assert.True(segments.Append(end, reserved: true));
        Assert.Equal(1, log.Count("is full (its limit is reached)"));
    }

    [Fact]
    public async Task The_next_segment_is_wanted_when_the_last_was_taken_and_again_after_a_failure()
    {
        CancellationToken cancellation = TestContext.Current.CancellationToken;
        using SegmentLog segments = Open();
        byte[] frame = Flows.Frame(Flows.Make(1, Outcome.Open));
        segments.PrepareSpare();
        Task need = segments.WaitForNeedAsync(cancellation);
        while (segments.Read().Segments == 1)
        {
            Assert.False(need.IsCompleted);
            Assert.True(segments.Append(frame, reserved: false));
        }
        await need;

        string away = Path.Combine(parent, "away");
        Directory.Move(directory, away);
        segments.PrepareSpare();
        need = segments.WaitForNeedAsync(cancellation);
        Assert.False(need.IsCompleted);
        Directory.Move(away, directory);
        time.Advance(TimeSpan.FromSeconds(1));
        await need;
        segments.PrepareSpare();
        Assert.False(segments.WaitForNeedAsync(cancellation).IsCompleted);
    }

    [Fact]
    public void A_full_disk_refuses_new_flows_and_takes_the_ends_of_old_ones()
    {
        using SegmentLog segments = Open();
        byte[] frame = Flows.Frame(Flows.Make(1, Outcome.Open));
        Assert.True(segments.Append(frame, reserved: false));
        // As a full disk: no file can be made.
        string away = Path.Combine(parent, "away");
        Directory.Move(directory, away);
        segments.PrepareSpare();
        Assert.False(segments.Append(frame, reserved: false));
        Assert.True(segments.Append(frame, reserved: true));
        Assert.Equal(1, log.Count("is full (Could not find"));

        Directory.Move(away, directory);
        time.Advance(TimeSpan.FromSeconds(1));
        segments.PrepareSpare();
        Assert.True(segments.Append(frame, reserved: false));
    }
}
