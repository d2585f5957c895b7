using System.Globalization;
using System.Text;
using Relay.Store.Model;

namespace Relay.Worker.Routing;

/// <summary>The rewritings that led to a target, the last one first. Immutable: the addresses of one name share those of the name.</summary>
internal sealed record RewriteChain(RewriteChain? Before, long RuleId, Target From, Target To)
{
    public int Length { get; } = (Before?.Length ?? 0) + 1;

    /// <summary>The name that led to the last target, where a rule made it; <c>default</c>: none did.</summary>
    public DomainName LastName => To.HasName ? To.Domain : Before?.LastName ?? default;

    /// <summary>Whether it came through a target and left it again.</summary>
    public bool HasLeft(in Target target)
    {
        for (RewriteChain? link = this; link is not null; link = link.Before)
        {
            if (link.From == target)
                return true;
        }
        return false;
    }

    /// <summary>As the audit has it, in their order: <c>rule 1 → www.example.com:443, rule 7 → [2001:db8::1]:8443</c>.</summary>
    public override string ToString()
    {
        StringBuilder text = new(Before is null ? "" : $"{Before}, ");
        return text.Append(CultureInfo.InvariantCulture, $"rule {RuleId} → {To}").ToString();
    }
}
