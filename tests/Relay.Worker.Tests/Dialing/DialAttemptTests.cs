using Relay.Store.Model;
using Relay.Worker.Dialing;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

/// <summary>What an attempt tells the audit. (That it is called off is tested with the race.)</summary>
public sealed class DialAttemptTests
{
    private static readonly NetAddress First = NetAddress.Parse("2001:db8::1"), Second = NetAddress.Parse("192.0.2.1");

    [Fact]
    public void One_target_is_one_attempt()
    {
        DialAttempt attempt = new();
        Assert.Empty(attempt.Told(99));
        attempt.Begin(First, "direct", 10);
        Assert.Equal([new FlowAttempt(First, "direct", 10, 99, null)], attempt.Told(99));
        attempt.End(DialResult.Failed(Errno.ConnectionRefused), 30);
        Assert.Equal([new FlowAttempt(First, "direct", 10, 30, Outcome.Refused)], attempt.Told(99));
        Assert.False(attempt.ConnectedAtOnce);
    }

    [Fact]
    public void Several_targets_are_told_in_their_order_and_what_was_called_off_has_not_failed()
    {
        DialAttempt whole = new(), slow = new(), failed = new(), unused = new(), running = new();
        foreach (DialAttempt part in (DialAttempt[])[slow, failed, unused, running])
            whole.Add(part);
        slow.Begin(First, "direct", 10);
        failed.Begin(Second, "tor", 20);
        failed.End(DialResult.Failed(Outcome.Timeout), 25);
        running.Begin(null, "tor", 30);
        slow.CallOff();
        slow.End(DialResult.Failed(Errno.ConnectionAborted), 40);
        Assert.Equal(
            [new FlowAttempt(First, "direct", 10, 50, null), new FlowAttempt(Second, "tor", 20, 25, Outcome.Timeout), new FlowAttempt(null, "tor", 30, 50, null)],
            whole.Told(50));
        Assert.False(whole.ConnectedAtOnce);
    }
}
