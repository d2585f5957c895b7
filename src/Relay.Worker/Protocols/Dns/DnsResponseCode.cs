namespace Relay.Worker.Protocols.Dns;

/// <summary>RFC 1035 section 4.1.1; 16 and above need EDNS (RFC 6891).</summary>
internal static class DnsResponseCode
{
    public const int NoError = 0, FormErr = 1, ServFail = 2, NxDomain = 3, NotImp = 4, Refused = 5, YxDomain = 6, BadVersion = 16;
}
