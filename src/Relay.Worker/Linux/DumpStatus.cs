namespace Relay.Worker.Linux;

/// <summary>What a part of a netlink dump says of the whole, netlink(7).</summary>
internal enum DumpStatus
{
    /// <summary>More parts follow.</summary>
    More,
    Complete,

    /// <summary>NLM_F_DUMP_INTR: what was dumped changed meanwhile; ask again.</summary>
    Interrupted,
    Failed,
}
