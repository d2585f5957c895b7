using Microsoft.Extensions.Time.Testing;
using Relay.Store.Audit;
using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Audit;

public sealed class FlowWriterTests
{
    private readonly FakeTimeProvider time = new();
    private readonly FakeSink sink = new();
    private readonly FakeLogger log = new();
    private readonly FlowWriter writer;

    public FlowWriterTests() => this.writer = new FlowWriter(this.sink, this.time, this.log);

    private static List<FlowRecord> Many(int count) => [.. Enumerable.Range(1, count).Select(id => Flows.Make(id))];

    private Task WriteAsync(List<FlowRecord> flows) => writer.WriteAsync(flows, TestContext.Current.CancellationToken);

    [Fact]
    public async Task Batches_are_bounded()
    {
        await WriteAsync(Many(2500));
        Assert.Equal([1000, 1000, 500], sink.Batches);
    }

    [Fact]
    public async Task Batches_shrink_while_transactions_are_long_and_grow_again()
    {
        TimeSpan takes = TimeSpan.FromMilliseconds(11);
        sink.Failure = _ =>
        {
            time.Advance(takes);
            return null;
        };
        await WriteAsync(Many(2000));
        Assert.Equal([1000, 500, 250, 250], sink.Batches);
        takes = TimeSpan.FromMilliseconds(1);
        await WriteAsync(Many(2000));
        Assert.Equal([250, 500, 1000, 250], sink.Batches.Skip(4));
    }

    [Fact]
    public async Task It_waits_for_the_database_and_says_so_once()
    {
        sink.Failure = _ => new StoreUnavailableException("gone");
        Task writing = WriteAsync(Many(3));
        while (sink.Attempts < 3)
            await AdvanceAsync();
        Assert.Equal(1, log.Count("gone"));
        sink.Failure = _ => null;
        while (!writing.IsCompleted)
            await AdvanceAsync();
        await writing;
        Assert.Equal(3, sink.Count);
        Assert.Equal(1, log.Count("takes rows again"));
        Assert.Equal(2, log.Lines.Count);
    }

    [Fact]
    public async Task A_failure_it_does_not_know_loses_nothing()
    {
        sink.Failure = _ => sink.Attempts == 1 ? new InvalidOperationException("a bug") : null;
        Task writing = WriteAsync(Many(3));
        while (!writing.IsCompleted)
            await AdvanceAsync();
        await writing;
        Assert.Equal(3, sink.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(777)]
    public async Task The_row_that_is_refused_is_found_and_stored_escaped(int culprit)
    {
        List<FlowRecord> flows = Many(777);
        flows[culprit - 1].Domain = "a\0\\ü";
        sink.Failure = Refuse(flow => flow.Domain!.Contains('\0', StringComparison.Ordinal), "no\nzeros");
        await WriteAsync(flows);
        Assert.Equal(777, sink.Count);
        FlowRecord row = sink.Rows[culprit - 1];
        Assert.Equal(@"a\u{0}\\\u{fc}", row.Domain);
        Assert.Contains(@"no\u{a}zeros", row.Error, StringComparison.Ordinal);
        Assert.Contains($@"refuses flow {culprit} (no\u{{a}}zeros); it is stored", Assert.Single(log.Lines), StringComparison.Ordinal);
        Assert.All(sink.Rows.Where(other => other.Id != culprit), other => Assert.Null(other.Error));
    }

    [Fact]
    public async Task A_row_that_is_refused_again_is_stored_without_its_texts()
    {
        sink.Failure = Refuse(flow => flow.Id == 2 && flow.RuleId is not null, "no such rule");
        List<FlowRecord> flows = Many(3);
        flows[1].RuleId = 99;
        await WriteAsync(flows);
        FlowRecord row = sink.Rows[1];
        Assert.Null(row.Domain);
        Assert.Equal("192.0.2.1", row.ClientAddress.ToString());
        Assert.Contains("no such rule", row.Error, StringComparison.Ordinal);
        Assert.Equal(1, log.Count("demo.test"));
    }

    [Fact]
    public async Task A_row_that_is_always_refused_is_logged_and_counted()
    {
        sink.Failure = Refuse(flow => flow.Id == 2, "never");
        await WriteAsync(Many(3));
        Assert.Equal(2, sink.Count);
        Assert.Equal(1, writer.Dropped);
        Assert.Equal(1, log.Count("only this line keeps it (1 such): listener 'lan' client 192.0.2.1 port 2"));
        Assert.All(log.Lines, line => Assert.DoesNotContain('\n', line));
    }

    private static Func<IReadOnlyList<FlowRecord>, Exception?> Refuse(Func<FlowRecord, bool> refused, string message) =>
        batch => batch.Any(refused) ? new RejectedRowsException(message) : null;

    private async Task AdvanceAsync()
    {
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
        time.Advance(FlowWriter.RetryDelay);
        await Task.Yield();
    }
}
