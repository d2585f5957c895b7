using Relay.Worker.Isolation;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Isolation;

public sealed class SignalForwardingTests
{
    private const int User1 = 10;

    [Fact]
    public void Ignored_signals_are_read_from_the_status() =>
        Assert.Equal(0x1001UL, SignalForwarding.Ignored(["Name:\tx", "SigBlk:\t0000000000000004", "SigIgn:\t0000000000001001"]));

    [Fact]
    public void A_signal_to_us_is_handed_on()
    {
        using ManualResetEventSlim came = new();
        int number = 0;
        using SignalForwarding forwarding = new(signal =>
        {
            number = signal;
            came.Set();
        });

        Assert.True(Libc.Kill(Environment.ProcessId, User1).Succeeded);

        came.Wait(TestContext.Current.CancellationToken);
        Assert.Equal(User1, number);
    }
}
