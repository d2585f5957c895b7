namespace Relay.Store.Model.Rewrites;

/// <summary>What a rule has matched, in the parts from which something new is made.</summary>
/// <param name="Domain">The name that its <c>domain</c> looked at; <c>default</c> where there is none.</param>
/// <param name="SuffixLength">How much of the end of that name its <c>domain</c> says.</param>
/// <param name="Address">The address; of a name nothing.</param>
/// <param name="Network">The rule's <c>network</c>; null in the name stage.</param>
public readonly record struct MatchedParts(DomainName Domain, int SuffixLength, NetAddress Address, NetPrefix? Network)
{
    /// <summary>What stands before the suffix, without the dot; empty for the suffix itself.</summary>
    public ReadOnlySpan<char> Sub
    {
        get
        {
            ReadOnlySpan<char> name = Domain.Value;
            int length = SuffixLength == 0 ? name.Length : name.Length - SuffixLength - 1;
            return length <= 0 ? [] : name[..length];
        }
    }

    /// <summary>The bits of the address behind the network.</summary>
    public NetAddress Host => Network is { } network ? Address ^ network.Address : default;
}
