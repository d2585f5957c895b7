namespace Relay.Store.Answers;

/// <summary>What the tables <c>dns_zone</c> and <c>dns_record</c> say to a question; <c>default</c> where they know nothing of the name.</summary>
/// <param name="Answer">Their answer; null where that is for others to give.</param>
/// <param name="Alias">The CNAME that leads on.</param>
/// <param name="Origin">The DNAME that the alias is made from.</param>
/// <param name="Beside">Where others answer: that the name exists, and what it owns beside that.</param>
internal readonly record struct ZoneAnswer(DnsAnswer? Answer, DnsRecord? Alias = null, DnsRecord? Origin = null, IReadOnlyList<DnsRecord>? Beside = null);
