using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Model;
using Relay.Store.Snapshots;
using Relay.Store.Tests.Audit;
using Xunit;

namespace Relay.Store.Tests.Snapshots;

public sealed class ConfigurationUpkeepTests : IAsyncDisposable
{
    private static readonly Problem Wrong = new("rule", "1", "no such upstream"), Other = new("rule", "2", "no such upstream");

    private readonly FakeConfigurationTables tables = new();
    private readonly FakeTimeProvider time = new();
    private readonly FakeLogger log = new();
    private readonly ConfigurationUpkeep upkeep;

    public ConfigurationUpkeepTests() => upkeep = new(tables, log, time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => upkeep.DisposeAsync();

    [Fact]
    public async Task The_table_has_what_the_newest_look_found()
    {
        tables.Problems.Add(Other);
        upkeep.Note([Wrong], isChange: false);
        await upkeep.StartAsync(Cancellation);
        Assert.Equal([Wrong], tables.Problems);
        upkeep.Note([Wrong, Other], isChange: true);
        upkeep.Note([Other], isChange: true);
        await UntilAsync(() => tables.Problems is [var only] && only == Other);
        upkeep.Note([], isChange: true);
        await UntilAsync(() => tables.Problems.Count == 0);
    }

    [Fact]
    public async Task A_table_that_cannot_be_written_keeps_nobody_from_starting_is_told_once_and_written_when_it_can_be()
    {
        tables.WriteFailure = new StoreUnavailableException("read-only");
        upkeep.Note([Wrong], isChange: false);
        await upkeep.StartAsync(Cancellation);
        int tried = tables.Reads;
        time.Advance(ConfigurationUpkeep.Interval);
        await UntilAsync(() => tables.Reads > tried);
        tables.WriteFailure = null;
        await UntilAsync(() => tables.Problems.Contains(Wrong), ConfigurationUpkeep.Interval);
        Assert.Equal(1, log.Count("read-only"));
    }

    [Fact]
    public async Task The_feed_is_pruned_after_a_change_only_and_wholly()
    {
        await upkeep.StartAsync(Cancellation);
        time.Advance(ConfigurationUpkeep.Interval);
        await WorkedAsync();
        Assert.Equal(0, tables.Prunes);
        tables.PrunesLeft = 2;
        upkeep.Note([], isChange: true);
        await UntilAsync(() => tables.Prunes == 3, ConfigurationUpkeep.Interval);
        time.Advance(ConfigurationUpkeep.Interval);
        await WorkedAsync();
        Assert.Equal(3, tables.Prunes);
    }

    [Fact]
    public async Task Changes_in_quick_succession_are_pruned_once()
    {
        await upkeep.StartAsync(Cancellation);
        time.Advance(ConfigurationUpkeep.Interval);
        for (int i = 0; i < 5; i++)
        {
            upkeep.Note([], isChange: true);
            await WorkedAsync();
        }
        Assert.Equal(1, tables.Prunes);
        time.Advance(ConfigurationUpkeep.Interval);
        await WorkedAsync();
        Assert.Equal(2, tables.Prunes);
    }

    [Fact]
    public async Task A_feed_that_could_not_be_pruned_is_pruned_without_another_change()
    {
        await upkeep.StartAsync(Cancellation);
        tables.WriteFailure = new StoreUnavailableException("read-only");
        upkeep.Note([], isChange: true);
        await UntilAsync(() => log.Count("read-only") == 1, ConfigurationUpkeep.Interval);
        int tried = tables.Prunes;
        tables.WriteFailure = null;
        await UntilAsync(() => tables.Prunes > tried, ConfigurationUpkeep.Interval);
    }

    /// <summary>Has it work twice: what the first turn did after it had read the problems is done then. Each with a list of its own, which is news.</summary>
    private async Task WorkedAsync()
    {
        for (int turn = 0; turn < 2; turn++)
        {
            int asked = tables.Reads;
            upkeep.Note(new List<Problem>(), isChange: false);
            await UntilAsync(() => tables.Reads > asked);
        }
    }

    /// <param name="condition">Becomes true by the work on another thread.</param>
    /// <param name="step">How far the clock goes on meanwhile, each time.</param>
    /// <param name="what">The condition.</param>
    private Task UntilAsync(Func<bool> condition, TimeSpan step = default, [CallerArgumentExpression(nameof(condition))] string? what = null) =>
        time.AdvanceUntilAsync(step, condition, what);
}
