namespace Relay.Store.Audit;

/// <summary>The flags of an attempt in a frame (<see cref="FlowRecordCodec"/>): what of it is present.</summary>
internal static class AttemptParts
{
    public const int Outcome = 1, Address = 2, Upstream = 4;
}
