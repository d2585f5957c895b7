using Relay.Store.Model;
using Relay.Worker.Loops;

namespace Relay.Worker.Dialing;

/// <summary>
/// Tries addresses in their order, the next one a moment later or as soon as one has failed (RFC 8305 section 5); the first to connect wins, and the others
/// are called off.
/// </summary>
internal sealed class AddressRace<T>(EventLoop loop, DialAttempt whole, Func<T, DialAttempt, ValueTask<DialResult>> dial)
{
    /// <summary>RFC 8305 section 8: the recommended Connection Attempt Delay.</summary>
    private static readonly TimeSpan AttemptDelay = TimeSpan.FromMilliseconds(250);

    private readonly LoopSignal progress = new(loop);
    private readonly List<DialAttempt> running = [];
    private DialResult? winner;
    private DialResult failure = DialResult.Failed(Outcome.Unreachable, "there is no address to dial");

    /// <summary>The winner, or the failure of the last address that failed.</summary>
    public static ValueTask<DialResult> RunAsync(
        EventLoop loop, IReadOnlyList<T> addresses, DialAttempt whole, Func<T, DialAttempt, ValueTask<DialResult>> dial) =>
        whole.IsCalledOff ? new(DialResult.Failed(Outcome.Shutdown, "called off"))
        : addresses.Count == 1 ? dial(addresses[0], whole)
        : new AddressRace<T>(loop, whole, dial).RunAsync(addresses);

    private async ValueTask<DialResult> RunAsync(IReadOnlyList<T> addresses)
    {
        int next = 0;
        while (winner is null && !whole.IsCalledOff && (next < addresses.Count || running.Count > 0))
        {
            progress.Clear();
            if (next < addresses.Count)
                Try(addresses[next++]);
            if (winner is null && running.Count > 0)
                _ = await progress.Wait(next < addresses.Count ? AttemptDelay : Timeout.InfiniteTimeSpan);
        }
        foreach (DialAttempt attempt in running.ToArray())
            attempt.CallOff();
        return winner ?? failure;
    }

    private async void Try(T address)
    {
        DialAttempt attempt = new();
        running.Add(attempt);
        whole.Add(attempt);
        DialResult result;
        try
        {
            result = await dial(address, attempt);
        }
        catch (Exception bug)
        {
            result = DialResult.Failed(Outcome.Error, bug.Message);
        }
        running.Remove(attempt);
        if (!result.Connected)
            failure = result;
        else if (winner is null)
            winner = result;
        else
            result.Socket!.Close();
        progress.Set();
    }
}
