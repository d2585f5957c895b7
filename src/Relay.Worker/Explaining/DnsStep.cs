namespace Relay.Worker.Explaining;

/// <summary>What DNS answers to one question.</summary>
/// <param name="Type">AAAA or A.</param>
/// <param name="Status"><c>NOERROR</c>, <c>NXDOMAIN</c> or <c>SERVFAIL</c>.</param>
/// <param name="Addresses">None with NOERROR: NODATA, or <paramref name="New"/>.</param>
/// <param name="New">A phantom would be made for this question.</param>
internal sealed record DnsStep(string Type, string Status, IReadOnlyList<string> Addresses, bool New) : Step
{
    internal override string Word => "dns";

    public override IEnumerable<string> Lines() => [$"{Type}: {Told}"];

    /// <summary>The answer in a word.</summary>
    internal string Told => Status != "NOERROR" ? Status : New ? "a new phantom" : Addresses.Count == 0 ? "NODATA" : string.Join(", ", Addresses);
}
