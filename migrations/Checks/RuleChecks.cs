namespace Relay.Migrations.Checks;

/// <summary>The checks of <c>rule</c> as they were at a version, for later ones to begin with: these say only what they change.</summary>
internal static class RuleChecks
{
    private const string Address = "an address in canonical form, such as 192.0.2.1 or 2001:db8::1";
    private const string Network = "a network or an address in canonical form, such as 192.0.2.0/24 or 2001:db8::/32, no bits set after the prefix";
    private const string Comment = "text without a NUL";

    /// <summary>Since 2026_11_25_14_00_00.</summary>
    public static readonly IReadOnlyList<Check> WithOrigin =
    [
        new("rule.domain is name, .name, =name, * or regex:..., where name is lower-case without a final dot (xn--... for other letters) and a regex at most 1000 characters",
            "{is_pattern:NEW.domain}"),
        new($"rule.network is {Network}", "{is_network:NEW.network}"),
        new("rule.ports is a list such as 443 or 80,8000-8999: ports 1 to 65535, no spaces, no leading zeros, the lower end of a range first", "{is_port_list:NEW.ports}"),
        new($"rule.client is {Network}", "{is_network:NEW.client}"),
        new("rule.listener is the name of a listener (1 to 100 characters, no space at the ends), or null for all", "{is_word:NEW.listener}"),
        new("rule.answer says how a block is answered: write it with action = block", "NEW.answer IS NULL OR NEW.action = 'block'"),
        new("rule.answer is nxdomain, nodata, or an address in canonical form", "NEW.answer IN ('nxdomain', 'nodata') OR {is_address:NEW.answer}"),
        new("rule.answer is for rules without any condition but domain: DNS does not know who will connect where",
            "NEW.answer IS NULL OR coalesce(NEW.network, NEW.ports, NEW.client, NEW.listener, NEW.transport, NEW.learnt_by) IS NULL"),
        new("a rule has one of to_domain, to_network and to_address at most",
            "(NEW.to_domain IS NULL OR coalesce(NEW.to_network, NEW.to_address) IS NULL) AND (NEW.to_network IS NULL OR NEW.to_address IS NULL)"),
        new("rule.to_domain is a lower-case name without a final dot, in which {sub}, {host} and {address} stand for what is kept", "{is_name_template:NEW.to_domain}"),
        new("rule.to_domain with {sub} needs a domain before which something stands: .name, name, or * for any name",
            "NEW.action <> 'relay' OR NEW.to_domain NOT LIKE '%sub}%' OR coalesce(NEW.domain, '=') NOT LIKE '=%'"),
        new("rule.to_domain with {host} or {address} needs a network", "NEW.action <> 'relay' OR NEW.network IS NOT NULL OR (NEW.to_domain NOT LIKE '%host}%' AND NEW.to_domain NOT LIKE '%address}%')"),
        new("rule.to_network is a network in canonical form, such as 192.0.2.0/24 or 64:ff9b::/96", "{is_network:NEW.to_network} AND NEW.to_network LIKE '%/%'"),
        new("rule.to_network is for the addresses of a network, or for names below a domain: write a network, or a domain such as .name",
            "NEW.action <> 'relay' OR NEW.to_network IS NULL OR NEW.network IS NOT NULL OR coalesce(NEW.domain, '=') NOT LIKE '=%'"),
        new($"rule.to_address is {Address}", "{is_address:NEW.to_address}"),
        new("rule.resolve = remote needs a proxy as upstream: only a proxy can resolve",
            "NEW.action <> 'relay' OR NEW.resolve <> 'remote' OR EXISTS (SELECT 1 FROM {table:upstream} WHERE name = NEW.upstream AND kind <> 'direct')"),
        new($"rule.comment is {Comment}", "{is_text:NEW.comment}"),
        new("rule.origin is the name of a list (1 to 100 characters, no space at the ends), or null for a rule written by hand", "{is_word:NEW.origin}"),
    ];
}
