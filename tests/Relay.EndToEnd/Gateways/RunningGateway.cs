using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using Relay.EndToEnd.Lab;
using Relay.TestKit;
using Xunit;

namespace Relay.EndToEnd.Gateways;

/// <summary>A worker as the gateway of a private network, for the tests of its collection.</summary>
public sealed class RunningGateway(InternetSide internet) : IAsyncLifetime
{
    private const int NameCount = 40;

    private Worker? worker;
    private int names;

    internal InternetSide Internet => internet;

    internal PrivateSide Private { get; } = new();

    internal Worker Worker => worker ?? throw new InvalidOperationException("not started");

    public async ValueTask InitializeAsync() => worker = await Worker.StartAsync(
        [Private.TransparentListener, Private.SocksListener, Private.DnsListener],
        [.. Enumerable.Range(1, NameCount).Select(n => (NameOf(n), (string[])[internet.Address4, internet.Address6]))],
        "--resolver", internet.Address4);

    public ValueTask DisposeAsync()
    {
        worker?.Dispose();
        Private.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A name of the internet side that no other test uses.</summary>
    internal string FreshName() => ++names <= NameCount ? NameOf(names) : throw new InvalidOperationException($"more than {NameCount} names: raise the number");

    internal Task<ShellResult> CurlAsync(params string[] arguments) => Private.RunAsync(["curl", "-sS", "--max-time", "40", .. arguments]);

    /// <summary>Connects from the private side to a name, as a program does.</summary>
    internal async Task<Socket> ConnectAsync(string name, int port) => await Private.ConnectAsync(await Private.PhantomOfAsync(name), port);

    /// <summary>Asks again until the change of a rule is seen.</summary>
    internal async Task<ShellResult> CurlUntilAsync(Func<ShellResult, bool> seen, params string[] arguments)
    {
        ShellResult result = await CurlAsync(arguments);
        for (long started = Stopwatch.GetTimestamp(); !seen(result) && Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(60);)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
            result = await CurlAsync(arguments);
        }
        Assert.True(seen(result), result.ToString());
        return result;
    }

    /// <summary><c>urelay explain</c> on the gateway's store, with its resolver.</summary>
    internal Task<ShellResult> ExplainAsync(params string[] arguments) => Worker.RunAsync(["explain", .. arguments, "--store", Worker.Store, "--resolver", internet.Address4]);

    private static string NameOf(int n) => string.Create(CultureInfo.InvariantCulture, $"host{n}.test");
}
