using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Relay.Store.Model.Rewrites;

/// <summary>
/// A name with places that are filled in: <c>{sub}</c>, what stood before the suffix of a name, of any number of labels; <c>{host}</c>, the bits behind the network of an
/// address, as a decimal number; <c>{address}</c>, the whole address with dashes. Where nothing stood before the suffix, a <c>{sub}</c> that has labels of its own goes with its dot.
/// </summary>
public sealed partial record NameTemplate(string Text) : Mapping
{
    public const string Sub = "{sub}", Host = "{host}", Address = "{address}";

    // The least that a template must make a name of.
    private static readonly MatchedParts Sample = new(DomainName.Parse("s"), 0, NetAddress.FromIPv4(0), NetPrefix.Parse("0.0.0.0/0"));

    /// <summary>Whether the template makes names.</summary>
    public bool IsSound => Map(Sample).Fault is null;

    public bool Has(string place) => Text.Contains(place, StringComparison.Ordinal);

    public override Mapped Map(in MatchedParts matched)
    {
        StringBuilder text = new();
        int done = 0;
        foreach (ValueMatch place in Place().EnumerateMatches(Text))
        {
            text.Append(Text.AsSpan(done, place.Index - done));
            done = place.Index + place.Length;
            switch (Text.AsSpan(place.Index, place.Length))
            {
                case Sub when matched.Sub.IsEmpty && IsLabels(place.Index, done):
                    done++;
                    break;
                case Sub:
                    text.Append(matched.Sub);
                    break;
                case Host:
                    text.Append(CultureInfo.InvariantCulture, $"{matched.Host.Value}");
                    break;
                default:
                    text.Append(DashedAddress.Of(matched.Address));
                    break;
            }
        }
        string made = text.Append(Text.AsSpan(done)).ToString();
        return DomainName.TryParse(made, out DomainName name) && name.Value == made ? Mapped.To(name) : Mapped.Nothing($"what {Text} makes of it is not a domain name");
    }

    private bool IsLabels(int begin, int end) => (begin == 0 || Text[begin - 1] == '.') && end < Text.Length && Text[end] == '.';

    [GeneratedRegex(@"\{(?:sub|host|address)\}")]
    private static partial Regex Place();
}
