namespace Relay.EndToEnd.Faults;

/// <summary>A flow of the test: it follows from the seed and its number alone.</summary>
internal sealed record FlowPlan
{
    public required int Number { get; init; }

    public required Entry Entry { get; init; }

    public required SidePlan Client { get; init; }

    public required SidePlan Server { get; init; }

    public static FlowPlan Choose(int seed, int number)
    {
        Random random = new(unchecked(seed * 1_000_003 + number));
        int up = SidePlan.ChooseLength(random), down = SidePlan.ChooseLength(random);
        bool clientMayWait = random.Next(2) == 0;
        return new FlowPlan
        {
            Number = number,
            Entry = (Entry)random.Next(3),
            Client = SidePlan.Choose(random, up, down, clientMayWait),
            Server = SidePlan.Choose(random, down, up, !clientMayWait),
        };
    }

    /// <summary>True where nobody does anything but to end in order.</summary>
    public bool IsInOrder => Client.Fault == Fault.None && Server.Fault == Fault.None;

    /// <summary>How the audit may say that it ended.</summary>
    public IEnumerable<string> Outcomes
    {
        get
        {
            if (Client.Fault is Fault.None or Fault.ResetAfterEnd && Server.Fault is Fault.None or Fault.ResetAfterEnd)
                yield return "ok";
            if (Client.Fault != Fault.None)
                yield return "reset_by_client";
            if (Server.Fault == Fault.None)
                yield break;
            yield return "reset_by_remote";
            // A reset on the heels of the handshake, before the relay has looked whether it is connected.
            yield return "refused";
        }
    }
}
