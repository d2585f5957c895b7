using Relay.Store;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;

namespace Relay.Worker.Explaining;

/// <summary>What DNS would answer to a client, without giving a name its phantom.</summary>
internal sealed class DnsSide(IStoreView store, Snapshot snapshot, Pool? pool, NetAddress client)
{
    private static readonly (string Word, ushort Type)[] Types = [("AAAA", DnsType.Aaaa), ("A", DnsType.A)];

    /// <summary>The answers, and the address of theirs that leads to the relay, if one does.</summary>
    public async Task<(IReadOnlyList<DnsStep> Steps, NetAddress? Address)> AskAsync(DomainName domain, KnownPhantom? phantom)
    {
        List<DnsStep> steps = [];
        NetAddress? leading = null;
        foreach ((string word, ushort type) in Types)
        {
            DnsAnswer answer = await AnswerAsync(new DnsQuestion(domain.Value, type, client, MayAllocate: true), phantom);
            NetAddress[] addresses = [.. answer.Records.Where(record => record.Type == type).Select(record => record.Address)];
            steps.Add(new DnsStep(word, StatusOf(answer.Kind), [.. addresses.Select(address => address.ToString())], answer.Kind == DnsAnswerKind.WantsPhantom));
            foreach (NetAddress address in addresses)
                leading ??= snapshot.PoolOf(address) is null ? null : address;
        }
        return (steps, leading);
    }

    private async Task<DnsAnswer> AnswerAsync(DnsQuestion question, KnownPhantom? phantom)
    {
        DnsAnswer answer = DnsAnswers.Answer(question, pool, snapshot, store.Phantoms);
        DnsLookUp lookUp = answer.Kind switch
        {
            DnsAnswerKind.WantsPhantom when phantom is not null => default(DnsLookUp).Assigned(answer.Wanted, phantom.Phantom),
            DnsAnswerKind.WantsName => default(DnsLookUp).Found(answer.WantedPhantom, (await store.Phantoms.FindAsync(answer.WantedPhantom, client)).Domain),
            _ => default,
        };
        return lookUp.IsDone ? DnsAnswers.Answer(question, pool, snapshot, store.Phantoms, lookUp) : answer;
    }

    private static string StatusOf(DnsAnswerKind kind) => kind switch
    {
        DnsAnswerKind.NxDomain => "NXDOMAIN",
        DnsAnswerKind.YxDomain => "YXDOMAIN",
        DnsAnswerKind.ServFail => "SERVFAIL",
        _ => "NOERROR",
    };
}
