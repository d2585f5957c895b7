using Microsoft.Extensions.Logging.Abstractions;
using Relay.Store;
using Relay.Worker.Naming;

namespace Relay.Worker.Tests.Naming;

/// <summary>For clients that may ask as often as they like.</summary>
internal static class NoLimits
{
    public static readonly DnsLimits Instance = new(null, new PhantomOptions(), NullLogger.Instance, TimeProvider.System);
}
