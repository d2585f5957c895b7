namespace Relay.Worker.Flows;

/// <summary>What admission said to a flow.</summary>
/// <param name="Refusal">Why it is refused; none where it is admitted.</param>
/// <param name="IsHeard">False for a refused flow that is not even asked what it wants: too many are being refused.</param>
internal readonly record struct Ticket(Refusal Refusal, bool IsHeard)
{
    public bool IsAdmitted => Refusal == Refusal.None;
}
