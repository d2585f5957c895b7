namespace Relay.Worker.Explaining;

/// <summary>Where the addresses of the name come from.</summary>
/// <param name="Domain">The name.</param>
/// <param name="Mode">As <c>rule.resolve</c>.</param>
/// <param name="By"><c>proxy</c>: left to it. <c>host</c>: the table (or <c>--host</c>). <c>file</c>: the hosts file. <c>standard</c>: no server is asked for such names. <c>server</c>. <c>nobody</c>: it was not asked.</param>
/// <param name="Addresses">As they came.</param>
/// <param name="Outcome">How the flow ends where there are none.</param>
/// <param name="Reason">In words.</param>
internal sealed record ResolveStep(string Domain, string Mode, string By, IReadOnlyList<string> Addresses, string? Outcome, string? Reason) : Step
{
    /// <summary>The resolver that the rule names, or else the upstream; null: the worker's own servers.</summary>
    public string? Resolver { get; init; }

    /// <summary>Which of them does: <c>rule</c> or <c>upstream</c>; null without a resolver.</summary>
    public string? NamedBy { get; init; }

    /// <summary>Who answered.</summary>
    public IReadOnlyList<string> Servers { get; init; } = [];

    /// <summary>The answer is older than its TTL, and nobody had a newer one.</summary>
    public bool IsStale { get; init; }

    internal override string Word => "resolve";

    public override IEnumerable<string> Lines() => [By switch
    {
        "proxy" => "left to the proxy: there is no address stage",
        "nobody" => "not asked (--no-dns): each address would be judged by the address rules",
        _ => $"{Mode}, by {Teller}: {(Outcome is null ? string.Join(", ", Addresses) : $"{Outcome}, {Reason}")}",
    }];

    private string Teller => By switch
    {
        "host" => "the table host",
        "standard" => "a standard",
        _ => string.Concat(
            Servers is [] ? "a name server" : string.Join(" and ", Servers),
            Resolver is null ? "" : $" (resolver {Resolver}, as the {NamedBy} has it)",
            IsStale ? ", out of date" : ""),
    };
}
