using System.Data.Common;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;

namespace Relay.Store.Resilience;

/// <summary>What stands around a batch: retry what is transient, break the circuit, time out. Never around a look-up in the cache.</summary>
internal static class StorePipeline
{
    public static ResiliencePipeline Build(Func<DbException, bool> isTransient, TimeSpan timeout, TimeProvider time) =>
        new ResiliencePipelineBuilder { TimeProvider = time }
            .AddTimeout(timeout)
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<DbException>(isTransient),
                MaxRetryAttempts = 3,
                Delay = TimeSpan.FromMilliseconds(20),
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = new PredicateBuilder().Handle<DbException>(isTransient),
                FailureRatio = 0.9,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(1),
            })
            .Build();
}
