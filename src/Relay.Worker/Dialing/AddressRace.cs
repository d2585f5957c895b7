using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Routing;

namespace Relay.Worker.Dialing;

/// <summary>
/// Tries candidates in their order, the next one a moment later or as soon as one has failed (RFC 8305 section 5); the first to connect wins, and the others
/// are called off. How each did is remembered for the next time.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="history">What is remembered.</param>
/// <param name="deadline">Until when more candidates are waited for, in milliseconds of the loop's clock. An attempt has a deadline of its own.</param>
/// <param name="whole">What the attempts are parts of.</param>
/// <param name="dial">Makes one.</param>
internal sealed class AddressRace(EventLoop loop, AddressHistory history, long deadline, DialAttempt whole, Func<Candidate, DialAttempt, ValueTask<DialResult>> dial)
{
    /// <summary>RFC 8305 section 8: the recommended Connection Attempt Delay.</summary>
    private const long AttemptDelay = 250;

    private readonly LoopSignal progress = new(loop);
    private readonly List<Runner> running = [];
    private DialResult? winner;
    private DialResult failure = DialResult.Failed(Outcome.Unreachable, "there is no address to dial");

    /// <summary>The next attempt need not wait.</summary>
    private bool isDue = true;

    /// <summary>The winner, or the failure of the last address that failed.</summary>
    public static ValueTask<DialResult> RunAsync(
        EventLoop loop, AddressHistory history, Candidates candidates, long deadline, DialAttempt whole, Func<Candidate, DialAttempt, ValueTask<DialResult>> dial) =>
        whole.IsCalledOff ? new(DialResult.Failed(Outcome.Shutdown, "called off"))
        // Without a choice there is nothing to learn.
        : candidates is { IsComplete: true, Count: 1 } && candidates.TryTake(out RankedCandidate single, out _) ? dial(single.Candidate, whole)
        : new AddressRace(loop, history, deadline, whole, dial).RunAsync(candidates);

    private async ValueTask<DialResult> RunAsync(Candidates candidates)
    {
        if (!candidates.IsComplete)
            candidates.Changed = progress.Set;
        long dueAt = loop.Now;
        while (winner is null && !whole.IsCalledOff && (running.Count > 0 || candidates.Left > 0 || (!candidates.IsComplete && loop.Now < deadline)))
        {
            progress.Clear();
            isDue |= loop.Now >= dueAt || running.Count == 0;
            if (isDue && candidates.TryTake(out RankedCandidate next, out _))
            {
                isDue = false;
                dueAt = loop.Now + AttemptDelay;
                Try(next.Candidate);
            }
            else
            {
                long wake = candidates.Left > 0 ? dueAt : running.Count == 0 ? deadline : long.MaxValue;
                _ = await progress.Wait(wake == long.MaxValue ? Timeout.InfiniteTimeSpan : TimeSpan.FromMilliseconds(wake - loop.Now));
            }
        }
        candidates.Changed = null;
        foreach (Runner runner in running.ToArray())
        {
            // It was silent for as long as others get a chance for it, and was overtaken.
            if (winner is not null && loop.Now - runner.BeganAt >= AttemptDelay)
                history.NoteFailed(runner.Candidate.Upstream.Name, runner.Candidate.Address, loop.UtcTicks);
            runner.Attempt.CallOff();
        }
        return winner ?? failure;
    }

    private async void Try(Candidate candidate)
    {
        Runner runner = new(candidate, new DialAttempt(), loop.Now);
        running.Add(runner);
        whole.Add(runner.Attempt);
        DialResult result;
        try
        {
            result = await dial(candidate, runner.Attempt) with { Candidate = candidate };
        }
        catch (Exception bug)
        {
            result = DialResult.Failed(Outcome.Error, bug.Message);
        }
        running.Remove(runner);
        Judge(runner, result);
        progress.Set();
    }

    private void Judge(Runner runner, DialResult result)
    {
        (string upstream, NetAddress address) = (runner.Candidate.Upstream.Name, runner.Candidate.Address);
        if (!result.Connected)
        {
            failure = result;
            isDue = true;
            if (!runner.Attempt.IsCalledOff && result is { IsWayAtFault: false, Outcome: Outcome.Refused or Outcome.Timeout or Outcome.Unreachable })
                history.NoteFailed(upstream, address, loop.UtcTicks);
        }
        else if (winner is null)
        {
            winner = result;
            history.NoteConnected(upstream, address, TimeSpan.FromMilliseconds(loop.Now - runner.BeganAt), loop.UtcTicks);
        }
        else
        {
            result.Socket!.Close();
        }
    }

    private sealed record Runner(Candidate Candidate, DialAttempt Attempt, long BeganAt);
}
