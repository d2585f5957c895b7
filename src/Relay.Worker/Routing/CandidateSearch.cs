using Relay.Store.Model;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;

namespace Relay.Worker.Routing;

/// <summary>
/// From the answers for a name to its candidates. It ends as soon as there is something to dial, as RFC 8305 section 3 has it: at once when the preferred family is answered,
/// else a moment after the other one is. What is answered later is added then.
/// </summary>
/// <param name="loop">The loop.</param>
/// <param name="take">Adds to <paramref name="found"/> what an answer, which has addresses, leads to.</param>
/// <param name="found">All that was found.</param>
/// <param name="ranking">For their order.</param>
/// <param name="answers">Those for the name.</param>
/// <param name="mode">What is preferred.</param>
/// <param name="counts">How the families take turns.</param>
internal sealed class CandidateSearch(EventLoop loop, Func<Resolution, ValueTask> take, IReadOnlyList<Candidate> found, CandidateRanking ranking, NameAnswers answers, ResolveMode mode, FamilyCounts counts)
{
    /// <summary>RFC 8305 section 8: the Resolution Delay.</summary>
    private static readonly TimeSpan ResolutionDelay = TimeSpan.FromMilliseconds(50);

    private LoopSignal? answered;
    private bool sixTaken, fourTaken;

    /// <summary>How many of those that were found have their place.</summary>
    private int placed;

    /// <summary>Somebody wants to know of each candidate what decides, also where there is no choice.</summary>
    public bool TellsAll { get; init; }

    public Candidates Candidates { get; } = new(mode, counts);

    private bool IsTaken => sixTaken && fourTaken;

    /// <summary>Most names are known already: nothing is waited for.</summary>
    private LoopSignal Answered => answered ??= new LoopSignal(loop);

    /// <summary>Null, or why nothing is known of the name.</summary>
    public async ValueTask<Resolution?> RunAsync()
    {
        if (!answers.IsComplete)
            await UntilUsableAsync();
        await TakeAsync();
        // What was answered leads nowhere: the rest decides.
        while (Candidates.Left == 0 && !IsTaken)
            await TakeMoreAsync();
        if (IsTaken)
            Candidates.Publish(isLast: true);
        else
            AddLateAsync();
        return Candidates.Left == 0 && await answers.WholeAsync() is { Outcome: not Outcome.Ok } failure ? failure : null;
    }

    /// <summary>A strong preference waits for its family, whatever comes: nothing is tried before it.</summary>
    private async ValueTask UntilUsableAsync()
    {
        Answered.SetAfter(answers.Six);
        Answered.SetAfter(answers.Four);
        Task<LookUp>? preferred = mode.PrefersIPv4() ? answers.Four : answers.Six, other = mode.PrefersIPv4() ? answers.Six : answers.Four;
        bool isStrong = mode is ResolveMode.SixStrong or ResolveMode.FourStrong;
        while (!IsDone(preferred) && (isStrong || !HasAddresses(other)))
            _ = await Answered.Wait(Timeout.InfiniteTimeSpan);
        long until = loop.Now + (long)ResolutionDelay.TotalMilliseconds;
        while (!IsDone(preferred) && loop.Now < until)
            _ = await Answered.Wait(TimeSpan.FromMilliseconds(until - loop.Now));
    }

    /// <summary>The answers that have come; IPv6 first, for what is said of those that are dropped.</summary>
    private async ValueTask TakeAsync()
    {
        if (!sixTaken && IsDone(answers.Six))
        {
            sixTaken = true;
            await AddAsync(answers.Six);
        }
        if (!fourTaken && IsDone(answers.Four))
        {
            fourTaken = true;
            await AddAsync(answers.Four);
        }
        // Of one that stays alone nothing needs to be known.
        if (IsTaken && placed == 0 && found.Count == 1 && !TellsAll)
            Candidates.Add(RankedCandidate.Alone(found[placed++]));
        while (placed < found.Count)
            Candidates.Add(await ranking.RankAsync(found[placed++]));
    }

    /// <summary>One may have come while the other was looked at.</summary>
    private async ValueTask TakeMoreAsync()
    {
        while (!(IsDone(answers.Six) && !sixTaken) && !(IsDone(answers.Four) && !fourTaken))
            _ = await Answered.Wait(Timeout.InfiniteTimeSpan);
        await TakeAsync();
    }

    private async ValueTask AddAsync(Task<LookUp>? done)
    {
        if (done is null)
            return;
        LookUp answer = await done;
        if (answer.Addresses.Length > 0)
            await take(Resolution.Of(answer));
    }

    private async void AddLateAsync()
    {
        try
        {
            while (!IsTaken)
                await TakeMoreAsync();
        }
        finally
        {
            Candidates.Publish(isLast: true);
        }
    }

    private static bool IsDone(Task<LookUp>? answer) => answer is null or { IsCompleted: true };

    private static bool HasAddresses(Task<LookUp>? answer) => answer is { IsCompletedSuccessfully: true } && answer.Result.Addresses.Length > 0;
}
