using System.Globalization;

namespace Relay.Worker.Explaining;

/// <summary>What is dialed, in this order, the next a moment later or when one has failed.</summary>
internal sealed record DialStep(IReadOnlyList<DialedTarget> Order) : Step
{
    internal override string Word => "dial";

    public override IEnumerable<string> Lines() => Order.Select((target, place) => string.Create(CultureInfo.InvariantCulture, $"{place + 1}. {target.Line()}"));
}
