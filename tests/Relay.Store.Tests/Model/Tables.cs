using Relay.Store.Model;
using Xunit;

namespace Relay.Store.Tests.Model;

/// <summary>Tables and flows for tests of the compiler and its rules.</summary>
internal static class Tables
{
    public static readonly TableRows Empty = new([], [], [], [], []);

    public static readonly UpstreamRow Proxy = new() { Name = "proxy", Kind = "socks5", Address = "proxy.example", Port = 1080 };

    public static RuleRow Rule(
        long id, string? domain = null, string? network = null, string action = "relay", long priority = 0, string? ports = null,
        string? client = null, string? listener = null, string? transport = null, string? learntBy = null, string? answer = null) => new()
        {
            Id = id,
            Priority = priority,
            Domain = domain,
            Network = network,
            Ports = ports,
            Client = client,
            Listener = listener,
            Transport = transport,
            LearntBy = learntBy,
            Action = action,
            Answer = answer,
        };

    public static CompiledTables Compile(params RuleRow[] rules) =>
        SnapshotCompiler.Compile(Empty with { Rules = rules, Upstreams = [Proxy] }, revision: 7);

    /// <summary>The rules of a change that has nothing wrong.</summary>
    public static RuleSet Good(params RuleRow[] rules)
    {
        CompiledTables compiled = Compile(rules);
        Assert.Empty(compiled.Problems);
        return compiled.Snapshot!.Rules;
    }

    /// <summary>A flow to a name, or to a literal address where <paramref name="domain"/> is null.</summary>
    public static FlowFacts Flow(
        string? domain, ushort port = 443, string client = "10.0.0.1", string listener = "lan", Transport transport = Transport.Tcp,
        LearntBy learntBy = LearntBy.Phantom) =>
        new(domain is null ? default : DomainName.Parse(domain), port, NetAddress.Parse(client), listener, transport, learntBy);
}
