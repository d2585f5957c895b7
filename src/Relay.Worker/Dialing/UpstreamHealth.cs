using System.Collections.Concurrent;
using Relay.Store.Model;

namespace Relay.Worker.Dialing;

/// <summary>
/// Which members of groups have failed of late, and until when others are tried before them. Shared by all loops; times are milliseconds of a loop's clock, which
/// is the same for all.
/// </summary>
internal sealed class UpstreamHealth
{
    private readonly ConcurrentDictionary<string, Failing> failing = new();

    /// <summary>A row that was changed meanwhile is another way out, of which nothing is known.</summary>
    public bool IsAvoided(Upstream upstream, long now) =>
        failing.TryGetValue(upstream.Name, out Failing known) && known.Upstream == upstream && now < known.Until;

    /// <summary>False where it was avoided already.</summary>
    public bool TryAvoid(Upstream upstream, long now, long until)
    {
        if (IsAvoided(upstream, now))
            return false;
        Avoid(upstream, until);
        return true;
    }

    public void Avoid(Upstream upstream, long until) => failing[upstream.Name] = new Failing(upstream, until);

    public void Trust(Upstream upstream)
    {
        if (!failing.IsEmpty)
            _ = failing.TryRemove(upstream.Name, out _);
    }

    private readonly record struct Failing(Upstream Upstream, long Until);
}
