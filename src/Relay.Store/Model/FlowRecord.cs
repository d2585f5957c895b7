namespace Relay.Store.Model;

/// <summary>
/// One row of <c>connection</c> in the making. The flow owns it and writes it to the journal when it is opened, and again when it has ended;
/// the later record of an id replaces the earlier. Times are UTC ticks (100 ns since year 1), 0 where unset.
/// </summary>
public sealed class FlowRecord
{
    public required long Id { get; init; }
    public string Listener { get; set; } = "";
    public Transport Transport { get; set; }

    /// <summary>As the audit is to know it: see <see cref="ClientForm"/>.</summary>
    public NetAddress ClientAddress { get; set; }
    public ClientForm ClientForm { get; set; }
    public ushort ClientPort { get; set; }

    /// <summary>The address the client connected to or named; null where it gave a name.</summary>
    public NetAddress? AskedAddress { get; set; }
    public ushort AskedPort { get; set; }

    /// <summary>The name as asked, canonical or escaped.</summary>
    public string? Domain { get; set; }
    public LearntBy? LearntBy { get; set; }
    public long? RuleId { get; set; }
    public long? AddressRuleId { get; set; }
    public string? Rewrites { get; set; }
    public string? TargetDomain { get; set; }
    public NetAddress? TargetAddress { get; set; }
    public ushort? TargetPort { get; set; }
    public string? Upstream { get; set; }

    /// <summary>The peer of the relay's own socket: the target, or the proxy.</summary>
    public NetAddress? RemoteAddress { get; set; }
    public ushort? RemotePort { get; set; }
    public long BytesUp { get; set; }
    public long BytesDown { get; set; }
    public long AcceptedAt { get; set; }

    /// <summary>When the first attempt to connect began.</summary>
    public long DialingAt { get; set; }
    public long DialedAt { get; set; }
    public long EndedAt { get; set; }
    public Outcome Outcome { get; set; }
    public string? Error { get; set; }

    /// <summary>All attempts of the dial; null where there was none, or one that connected, which the other values tell.</summary>
    public IReadOnlyList<FlowAttempt>? Attempts { get; set; }

    /// <summary>The revision of the snapshot that the flow was judged by.</summary>
    public long Revision { get; set; }

    /// <summary>The journal was full, and has counted the flow.</summary>
    internal bool IsCountedLost { get; set; }

    /// <summary>An earlier record of the flow was given to the database, or may have been.</summary>
    internal bool MayBeStored { get; set; }

    internal FlowRecord Copy() => (FlowRecord)MemberwiseClone();
}
