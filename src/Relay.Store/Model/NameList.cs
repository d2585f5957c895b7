namespace Relay.Store.Model;

/// <summary>Names, each with all below it; or all names.</summary>
public sealed class NameList
{
    public static readonly NameList None = new(false, []);

    public static readonly NameList All = new(true, []);

    private readonly bool isAll;
    private readonly IReadOnlyList<DomainName> names;

    private NameList(bool isAll, IReadOnlyList<DomainName> names) => (this.isAll, this.names) = (isAll, names);

    public static NameList Of(IReadOnlyList<DomainName> names) => new(false, names);

    public bool Contains(DomainName domain)
    {
        if (isAll)
            return true;
        foreach (DomainName name in names)
        {
            if (domain.IsAtOrBelow(name.Value))
                return true;
        }
        return false;
    }
}
