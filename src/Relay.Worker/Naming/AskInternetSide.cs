using Relay.Store.Answers;
using Relay.Store.Model;

namespace Relay.Worker.Naming;

/// <summary>Does the look-up of the internet side that an answer wants, and adds what it brought to what was known: <see cref="InternetQuestions.AskAsync"/>, or a test's own.</summary>
internal delegate ValueTask<DnsLookUp> AskInternetSide(DnsAnswer wanting, DnsQuestion question, Snapshot snapshot, DnsLookUp known);
