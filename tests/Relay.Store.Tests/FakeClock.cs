using System.Diagnostics;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace Relay.Store.Tests;

internal static class FakeClock
{
    /// <summary>In real time: a test whose condition never comes true fails, and does not hold up all others.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>Lets the clock's time pass, while others work by it, until they have done what is awaited.</summary>
    public static async Task AdvanceUntilAsync(this FakeTimeProvider time, TimeSpan step, Func<bool> done, [CallerArgumentExpression(nameof(done))] string? what = null)
    {
        long began = Stopwatch.GetTimestamp();
        while (!done())
        {
            TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"never came true: {what}");
            time.Advance(step);
            await Task.Yield();
        }
    }
}
