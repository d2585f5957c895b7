using Relay.Store.Model;

namespace Relay.Worker.Commands;

/// <summary>What <c>urelay exec</c> was asked to run, and the fixed addresses of its <c>--host</c> options.</summary>
internal sealed record ExecOptions(IReadOnlyList<string> Program, IReadOnlyDictionary<DomainName, NetAddress[]> Hosts)
{
    /// <exception cref="UsageException">An unknown option stands where the program should, or a host is not NAME=ADDRESS.</exception>
    public static ExecOptions Parse(IReadOnlyList<string> program, IReadOnlyList<string> hosts) =>
        program[0].StartsWith('-') ? throw new UsageException($"exec has no option '{program[0]}' (the program and its arguments come after --)")
        : new(program, hosts.Select(ParseHost).GroupBy(host => host.Name).ToDictionary(group => group.Key, group => group.Select(host => host.Address).ToArray()));

    private static (DomainName Name, NetAddress Address) ParseHost(string text)
    {
        string[] pair = text.Split('=', 2);
        return pair.Length == 2 && DomainName.TryParse(pair[0], out DomainName name) && NetAddress.TryParse(pair[1], out NetAddress address)
            ? (name, address)
            : throw new UsageException($"--host '{text}': write NAME=ADDRESS, for instance demo.test=192.0.2.1");
    }
}
