using System.Reflection;

namespace Relay.Worker.Monitoring;

/// <summary>What does not change about a worker while it runs.</summary>
/// <param name="Id">In the tables <c>worker</c> and <c>connection</c>.</param>
/// <param name="Store">Its store, without a password.</param>
internal sealed record WorkerFacts(long Id, string Store)
{
    public string Version { get; } = typeof(WorkerFacts).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
