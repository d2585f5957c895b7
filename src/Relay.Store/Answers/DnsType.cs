namespace Relay.Store.Answers;

/// <summary>Resource record types (IANA "Resource Record (RR) TYPEs") that answers know by name.</summary>
public static class DnsType
{
    public const ushort A = 1, Ns = 2, Cname = 5, Soa = 6, Ptr = 12, Hinfo = 13, Mx = 15, Txt = 16, Aaaa = 28, Srv = 33, Opt = 41, Ds = 43,
        Svcb = 64, Https = 65, Axfr = 252, Any = 255;
}
