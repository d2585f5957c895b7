using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store.Answers;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Loops;
using Relay.Worker.Resolving;
using Relay.Worker.Sockets;

namespace Relay.Worker.Tests.Resolving;

/// <summary>A resolver on a loop whose clock is the test's: nothing times out unless it is told to.</summary>
public abstract class ResolverTestBase : IDisposable
{
    private protected static readonly DnsRecord Soa = DnsRecord.Of("test", "SOA", 30, "a.test b.test 1 2 3 4 10");

    private readonly FakeTimeProvider time = new();

    protected ResolverTestBase()
    {
        Loop = new EventLoop("resolver test", time, NullLogger.Instance);
        Loop.Start();
    }

    private protected EventLoop Loop { get; }

    public void Dispose()
    {
        Loop.Dispose();
        GC.SuppressFinalize(this);
    }

    private protected Resolver Of(ResolverOptions options, ResolvConf settings) =>
        new(Loop, new UpstreamSockets(new NamespaceSockets()), _ => new FixedSettings(settings, "the test"), options, NullLogger.Instance);

    private protected Task<Resolution> ResolveAsync(Resolver resolver, string name) =>
        Loop.RunAsync(() => resolver.Ask(Question(name), TestSnapshots.Of()).WholeAsync().AsTask());

    private protected static NameQuestion Question(string name) => new(DomainName.Parse(name), new Upstream { Name = Upstream.DirectName, Kind = UpstreamKind.Direct });

    /// <summary>Moves the clock, and wakes the loop to look at it.</summary>
    private protected void Advance(double seconds)
    {
        time.Advance(TimeSpan.FromSeconds(seconds));
        Loop.Post(static _ => { }, null);
    }
}
