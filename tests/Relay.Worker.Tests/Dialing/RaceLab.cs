using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Worker.Dialing;
using Relay.Worker.Linux;
using Relay.Worker.Loops;
using Relay.Worker.Protocols.Dns;
using Relay.Worker.Resolving;
using Relay.Worker.Routing;
using Xunit;

namespace Relay.Worker.Tests.Dialing;

/// <summary>
/// An internet in which a test says when answers come and what becomes of each attempt, on a clock that moves in steps while something is waited for. Addresses are written
/// <c>6a</c>, <c>4b</c>: the family, and which.
/// </summary>
internal sealed class RaceLab : IDisposable
{
    public const int Step = 10;

    private static readonly Upstream Direct = new() { Name = "direct", Kind = UpstreamKind.Direct };

    private readonly FakeTimeProvider time = new();
    private readonly EventLoop loop;
    private readonly Dictionary<string, (int After, Outcome Outcome)> behaviours = [];
    private readonly List<LoopSocket> made = [];
    private readonly List<string> begun = [];
    private long start;

    public RaceLab()
    {
        loop = new EventLoop("race lab", time, NullLogger.Instance);
        loop.Start();
    }

    public AddressHistory History { get; } = new();

    public Dictionary<NetAddress, SourceAddress> Sources { get; } = [];

    /// <summary>How long it takes to find out a source address, as in another namespace.</summary>
    public int SourceDelay { get; set; }

    public FamilyCounts Counts { get; set; } = FamilyCounts.One;

    /// <summary>For the whole dial.</summary>
    public long Limit { get; set; } = 30_000;

    /// <summary>Sockets that connected and are still open: the winner's at most.</summary>
    public int Open => made.Count(socket => !socket.IsClosed);

    public DialAttempt Whole { get; } = new();

    public void Dispose() => loop.Dispose();

    public static NetAddress AddressOf(string word) =>
        NetAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{(word[0] == '6' ? "2606:4700::" : "192.0.2.")}{word[1] - 'a' + 1}"));

    /// <summary>What becomes of attempts: <c>6a=ok@40 4a=refused@20</c>; silence for those that are not said.</summary>
    public RaceLab With(string attempts)
    {
        foreach (string word in attempts.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = word.Split('=', '@');
            behaviours[parts[0]] = (int.Parse(parts[2], CultureInfo.InvariantCulture), Enum.Parse<Outcome>(parts[1], ignoreCase: true));
        }
        return this;
    }

    /// <summary>
    /// Resolves, and dials. An answer is <c>6a 6b@30</c>: these addresses after 30 ms, <c>-@30</c>: none, <c>!@30</c>: a failure; null: that family is not asked for.
    /// </summary>
    /// <returns>Who won (or the outcome), when, and what was begun when.</returns>
    public async Task<(string End, long At, string Begun)> RunAsync(string? six, string? four, ResolveMode mode = ResolveMode.SixWeak)
    {
        begun.Clear();
        Task<(string, long)> racing = loop.RunAsync(() => RaceAsync(six, four, mode));
        for (int elapsed = 0; !racing.IsCompleted; elapsed += Step)
        {
            Assert.True(elapsed < 120_000, "the race does not end");
            await SettleAsync();
            if (!racing.IsCompleted)
                time.Advance(TimeSpan.FromMilliseconds(Step));
        }
        (string end, long at) = await racing;
        await SettleAsync();
        return (end, at, string.Join(' ', begun));
    }

    public void Advance(TimeSpan by) => time.Advance(by);

    private async Task<(string, long)> RaceAsync(string? six, string? four, ResolveMode mode)
    {
        start = loop.Now;
        NameAnswers answers = new(AnswerAsync(six), AnswerAsync(four));
        CandidateRanking ranking = new(loop, new SlowSources(this), History);
        List<Candidate> found = [];
        CandidateSearch search = new(loop, TakeAsync, found, ranking, answers, mode, Counts);
        if (await search.RunAsync() is { } failure)
            return (failure.Outcome.ToString(), loop.Now - start);
        DialResult result = await AddressRace.RunAsync(loop, History, search.Candidates, start + Limit, Whole, DialAsync);
        return (result.Connected ? WordOf(result.Candidate!.Address) : result.Outcome.ToString(), loop.Now - start);

        ValueTask TakeAsync(Resolution whole)
        {
            found.AddRange(whole.Addresses.Select(address => new Candidate(new Target(default, address, 443), Direct, null, null, null)));
            return ValueTask.CompletedTask;
        }
    }

    private Task<LookUp>? AnswerAsync(string? answer) => answer is null ? null : ComeAsync(answer.Split('@'));

    private async Task<LookUp> ComeAsync(string[] parts)
    {
        await PassAsync(parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0);
        NetAddress[] addresses = parts[0] is "-" or "!" ? [] : [.. parts[0].Split(' ').Select(AddressOf)];
        return parts[0] == "!" ? LookUp.Failed("it fails") : LookUp.Of(new DnsResponse(DnsResponseCode.NoError, false, addresses, 60, []), "the lab");
    }

    private async ValueTask<DialResult> DialAsync(Candidate candidate, DialAttempt attempt)
    {
        string word = WordOf(candidate.Address);
        begun.Add(string.Create(CultureInfo.InvariantCulture, $"{word}@{(loop.Now - start) / Step * Step}"));
        (int after, Outcome outcome) = behaviours.GetValueOrDefault(word, ((int)Limit, Outcome.Timeout));
        await PassAsync(after);
        if (outcome != Outcome.Ok)
            return DialResult.Failed(outcome);
        LoopSocket socket = LoopSocket.Adopt(loop, Libc.OpenSocket(NativeAddress.Inet, Libc.Datagram), out _)!;
        made.Add(socket);
        return attempt.Add(socket) ? DialResult.Of(socket) with { Candidate = candidate } : DialResult.Failed(Outcome.Shutdown);
    }

    private async ValueTask PassAsync(int milliseconds)
    {
        if (milliseconds > 0)
            _ = await new LoopSignal(loop).Wait(TimeSpan.FromMilliseconds(milliseconds));
    }

    /// <summary>Lets the loop do all that is to be done at this time.</summary>
    private async Task SettleAsync()
    {
        for (int turn = 0; turn < 4; turn++)
            await loop.RunAsync(() => { });
    }

    private sealed class SlowSources(RaceLab lab) : ISourceAddresses
    {
        public async ValueTask<SourceAddress> FindAsync(Upstream way, NetAddress destination)
        {
            await lab.PassAsync(lab.SourceDelay);
            return lab.Sources.GetValueOrDefault(destination);
        }
    }

    private static string WordOf(NetAddress address) => $"{(address.IsIPv4 ? '4' : '6')}{(char)('a' + (int)(address.Low32 & 0xff) - 1)}";
}
