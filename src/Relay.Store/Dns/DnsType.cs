namespace Relay.Store.Dns;

/// <summary>Resource record types (IANA "Resource Record (RR) TYPEs") that code knows by name.</summary>
public static class DnsType
{
    public const ushort A = 1, Ns = 2, Cname = 5, Soa = 6, Ptr = 12, Hinfo = 13, Mx = 15, Txt = 16, Aaaa = 28, Loc = 29, Srv = 33, Naptr = 35, Cert = 37, Dname = 39, Opt = 41, Ds = 43, Sshfp = 44,
        Tlsa = 52, Smimea = 53, OpenPgpKey = 61, Svcb = 64, Https = 65, Ixfr = 251, Axfr = 252, Any = 255, Uri = 256, Caa = 257;

    /// <summary>No records: those of transport and transfer (RFC 6895 section 3.1).</summary>
    public static bool IsMeta(ushort type) => type is 0 or Opt or (>= 128 and <= 255);

    /// <summary>What the server that signs makes itself: RRSIG, NSEC, DNSKEY, NSEC3, NSEC3PARAM, CDS, CDNSKEY, and the obsolete SIG, KEY and NXT.</summary>
    public static bool IsOfDnssec(ushort type) => type is 24 or 25 or 30 or 46 or 47 or 48 or 50 or 51 or 59 or 60;
}
