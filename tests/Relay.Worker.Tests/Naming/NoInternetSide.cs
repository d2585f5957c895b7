using Relay.Store.Answers;
using Relay.Store.Model;

namespace Relay.Worker.Tests.Naming;

/// <summary>For pools that ask nobody.</summary>
internal static class NoInternetSide
{
    public static ValueTask<DnsLookUp> AskAsync(DnsAnswer wanting, DnsQuestion question, Snapshot snapshot, DnsLookUp known) =>
        throw new InvalidOperationException($"{wanting.Kind} of {wanting.Wanted}: nobody said that the internet side may be asked");
}
