namespace Relay.Worker.Explaining;

/// <summary>Where the addresses of the name come from.</summary>
/// <param name="Domain">The name.</param>
/// <param name="Mode">As <c>rule.resolve</c>.</param>
/// <param name="By"><c>proxy</c>: left to it. <c>host</c>: the table (or <c>--host</c>). <c>standard</c>: no server is asked for such names. <c>server</c>. <c>nobody</c>: it was not asked.</param>
/// <param name="Addresses">As they came.</param>
/// <param name="Outcome">How the flow ends where there are none.</param>
/// <param name="Reason">In words.</param>
internal sealed record ResolveStep(string Domain, string Mode, string By, IReadOnlyList<string> Addresses, string? Outcome, string? Reason) : Step
{
    internal override string Word => "resolve";

    public override IEnumerable<string> Lines() => [By switch
    {
        "proxy" => "left to the proxy: there is no address stage",
        "nobody" => "not asked (--no-dns): each address would be judged by the address rules",
        _ => $"{Mode}, by {By switch { "host" => "the table host", "standard" => "a standard", _ => "a name server" }}: {(Outcome is null ? string.Join(", ", Addresses) : $"{Outcome}, {Reason}")}",
    }];
}
