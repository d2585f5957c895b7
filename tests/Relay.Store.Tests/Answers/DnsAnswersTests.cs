using CsCheck;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.TestKit;
using Xunit;

namespace Relay.Store.Tests.Answers;

public sealed class DnsAnswersTests
{
    private static readonly Pool Pool = TestSnapshots.DefaultPool;
    private static readonly Snapshot Snapshot = TestSnapshots.Of(pinned: new Dictionary<uint, DomainName> { [7] = DomainName.Parse("pinned.test") });

    private static readonly Gen<string> OrdinaryName =
        Gen.Select(Gen.Char["abcdefghijklmnopqrstuvwxyzABCXYZ0123456789-"].Array[1, 20].Array[1, 4], labels => string.Join('.', labels.Select(label => new string(label))) + ".example");

    private readonly MemoryPhantoms phantoms = new();

    [Fact]
    public void An_ordinary_name_exists_whatever_is_asked() =>
        Gen.Select(OrdinaryName, Gen.UShort, Gen.Bool).Sample((name, type, mayAllocate) =>
        {
            DnsAnswer answer = Answer(AnswerText.Ask(name, type, mayAllocate));
            bool isAllocating = mayAllocate && (type is DnsType.Aaaa or DnsType.Any);
            return isAllocating
                ? answer.Kind == DnsAnswerKind.WantsPhantom && answer.Wanted == DomainName.Parse(name)
                : answer.Kind == DnsAnswerKind.Answer && (type == DnsType.Any || (answer.Records.Count == 0 && answer.Soa is not null));
        });

    /// <summary>PowerDNS takes an empty answer to ANY for NXDOMAIN.</summary>
    [Fact]
    public void ANY_of_what_exists_is_never_empty() =>
        Gen.OneOf(OrdinaryName, Gen.String[Gen.Char[' ', '~'], 1, 30]).Sample(name =>
            Answer(AnswerText.Ask(name, DnsType.Any, mayAllocate: false, DnsAsker.PowerDns)) is { Kind: DnsAnswerKind.NxDomain or DnsAnswerKind.WantsName } or { Records.Count: > 0 });

    [Fact]
    public void Negative_answers_carry_the_SOA() =>
        Assert.All(["a.example", "x.invalid"], name => Assert.Equal(".", Answer(AnswerText.Ask(name, DnsType.A)).Soa?.Name));

    [Theory]
    [InlineData("known.example", "AAAA", "phantom")]
    [InlineData("KNOWN.example", "AAAA", "phantom")]
    [InlineData("known.example", "ANY", "phantom")]
    [InlineData("known.example", "A", "NODATA")]
    [InlineData("known.example", "SOA", "NODATA")]
    [InlineData("known.example", "NS", "NODATA")]
    [InlineData("known.example", "HTTPS", "NODATA")]
    [InlineData("pinned.test", "AAAA", "fd75:7265:6c61:7900:5ff:7001:0:7")]
    [InlineData("pinned.test", "A", "NODATA")]
    [InlineData("_443._tcp.known.example", "AAAA", "NODATA")]
    [InlineData("_dmarc.known.example", "ANY", "hinfo")]
    [InlineData("*.known.example", "AAAA", "NODATA")]
    [InlineData("192.0.2.1", "AAAA", "NODATA")]
    [InlineData("sp\\032ace.example", "AAAA", "NODATA")]
    [InlineData("unknown.example", "AAAA", "NODATA")]
    [InlineData("unknown.example", "ANY", "hinfo")]
    public void Without_leave_to_allocate(string name, string type, string expected)
    {
        NetAddress known = PoolAddress.Of(Pool.Prefix, phantoms.Add("known.example"));
        DnsAnswer answer = Answer(AnswerText.Ask(name, AnswerText.TypeOf(type), mayAllocate: false));
        Assert.Equal(expected == "phantom" ? known.ToString() : expected, AnswerText.Of(answer));
        Assert.All(answer.Records, record => Assert.Equal(name, record.Name));
        Assert.Equal(1, phantoms.Count);
    }

    /// <summary>RFC 8482 section 4.1: one of the sets is enough, and the lists that amplify a small question are not sent.</summary>
    [Theory]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData(".", "soa")]
    [InlineData("unknown.example", "hinfo")]
    public void ANY_of_a_client_gets_records_of_one_type(string name, string expected) =>
        Assert.Equal(expected, AnswerText.Of(Answer(AnswerText.Ask(name, DnsType.Any, mayAllocate: false))));

    [Fact]
    public void How_long_answers_may_be_kept_is_the_pool_s_to_say()
    {
        Pool slow = Pool with { Ttl = 77, NegativeTtl = 33 };
        phantoms.Add("known.example");
        Assert.Equal(77u, DnsAnswers.Answer(AnswerText.Ask("known.example", DnsType.Aaaa), slow, Snapshot, phantoms).Records[0].Ttl);
        DnsRecord soa = DnsAnswers.Answer(AnswerText.Ask("known.example", DnsType.A), slow, Snapshot, phantoms).Soa!;
        Assert.Equal((33u, "a.urelay.invalid. hostmaster.urelay.invalid. 1 3600 600 86400 33"), (soa.Ttl, soa.Content));
        Assert.Equal(soa.Content, DnsAnswers.ApexOf(slow).Records[0].Content);
        Assert.Equal(soa.Content, DnsAnswers.Answer(AnswerText.Ask(".", DnsType.Soa), slow, Snapshot, phantoms).Records[0].Content);
    }

    [Fact]
    public void No_pool_or_no_snapshot_fails_everything()
    {
        DnsQuestion question = AnswerText.Ask("localhost", DnsType.A);
        Assert.Equal((DnsAnswerKind.ServFail, DnsReason.NoRules), Failure(DnsAnswers.Answer(question, null, Snapshot, phantoms)));
        Assert.Equal((DnsAnswerKind.ServFail, DnsReason.NoRules), Failure(DnsAnswers.Answer(question, Pool, null, phantoms)));
    }

    [Fact]
    public async Task A_new_name_is_assigned_once_and_keeps_its_address()
    {
        DnsAnswer first = await AnswerAsync(AnswerText.Ask("New.example", DnsType.Aaaa));
        DnsAnswer second = await AnswerAsync(AnswerText.Ask("new.EXAMPLE", DnsType.Any));
        Assert.Equal(first.Records[0].Address, second.Records[0].Address);
        Assert.Equal(1, phantoms.Count);
    }

    [Fact]
    public async Task A_cache_that_forgets_at_once_is_no_loop()
    {
        phantoms.IsCaching = false;
        DnsAnswer forward = await AnswerAsync(AnswerText.Ask("new.example", DnsType.Aaaa));
        Assert.Equal(DnsAnswerKind.Answer, forward.Kind);
        string reverse = string.Join('.', forward.Records[0].Address.Value.ToString("x32", null).Reverse()) + ".ip6.arpa";
        Assert.Equal("new.example", AnswerText.Of(await AnswerAsync(AnswerText.Ask(reverse, DnsType.Ptr))));
    }

    [Fact]
    public async Task A_store_that_cannot_be_asked_is_SERVFAIL_and_is_told()
    {
        List<string> told = [];
        phantoms.Database = _ => throw new StoreUnavailableException("gone");
        DnsAnswer answer = await DnsAnswers.AnswerAsync(
            AnswerText.Ask("new.example", DnsType.Aaaa), Pool, Snapshot, phantoms, why => told.Add(why.Message), cancellation: TestContext.Current.CancellationToken);
        Assert.Equal((DnsAnswerKind.ServFail, DnsReason.StoreAway), Failure(answer));
        Assert.Equal(["gone"], told);
    }

    private DnsAnswer Answer(DnsQuestion question) => DnsAnswers.Answer(question, Pool, Snapshot, phantoms);

    private ValueTask<DnsAnswer> AnswerAsync(DnsQuestion question) =>
        DnsAnswers.AnswerAsync(question, Pool, Snapshot, phantoms, cancellation: TestContext.Current.CancellationToken);

    private static (DnsAnswerKind Kind, DnsReason? Reason) Failure(DnsAnswer answer) => (answer.Kind, answer.Reason);
}
