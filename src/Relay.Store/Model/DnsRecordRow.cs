namespace Relay.Store.Model;

/// <summary>A row of <c>dns_record</c>, content as in a zone file.</summary>
public sealed record DnsRecordRow(long Id, string Name, string Type, long Ttl, string Content);
