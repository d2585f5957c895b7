using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Relay.Store;
using Relay.Store.Answers;
using Relay.Store.Dns;
using Relay.Store.Model;
using Relay.TestKit;
using Relay.Worker.Naming;
using Relay.Worker.Protocols.Dns;
using Xunit;

namespace Relay.Worker.Tests.Naming;

public sealed class DnsResponderTests
{
    private static readonly NetAddress Client = NetAddress.Parse("10.0.0.2");

    private readonly MemoryPhantoms phantoms = new();

    [Fact]
    public async Task No_more_questions_wait_than_may()
    {
        TaskCompletionSource committed = new();
        phantoms.Database = _ => committed.Task;
        DnsResponder responder = Of(TestSnapshots.Of());
        List<Task<DnsAnswer>> waiting = [];
        for (int i = 0; i < DnsResponder.MaxWaiting; i++)
        {
            Assert.Equal(0, Respond(responder, $"n{i}.test", out OpenQuery? open, out _));
            waiting.Add(responder.RespondLaterAsync(open!, Client).AsTask());
        }
        Assert.True(Respond(responder, "more.test", out _, out DnsHeader header) > 0);
        Assert.Equal(DnsResponseCode.ServFail, header.ResponseCode);
        committed.SetResult();
        Assert.All(await Task.WhenAll(waiting), answer => Assert.Equal(DnsAnswerKind.Answer, answer.Kind));
        Assert.Equal(0, Respond(responder, "more.test", out _, out _));
    }

    [Theory]
    [InlineData(PhantomLimit.NewNamesOfClient)]
    [InlineData(PhantomLimit.Ids)]
    public async Task Over_a_limit_a_new_name_is_servfail_and_a_known_one_is_answered(PhantomLimit limit)
    {
        phantoms.Add("known.test");
        phantoms.Limit = limit;
        DnsResponder responder = Of(TestSnapshots.Of());
        Assert.Equal(0, Respond(responder, "new.test", out OpenQuery? open, out _));
        Assert.Equal(DnsAnswerKind.ServFail, (await responder.RespondLaterAsync(open!, Client)).Kind);
        Assert.True(Respond(responder, "known.test", out _, out DnsHeader header) > 0);
        Assert.Equal((DnsResponseCode.NoError, 1), (header.ResponseCode, header.Answers));
    }

    [Fact]
    public void Without_a_snapshot_all_is_servfail()
    {
        Assert.True(Respond(Of(null), "a.test", out _, out DnsHeader header) > 0);
        Assert.Equal(DnsResponseCode.ServFail, header.ResponseCode);
    }

    /// <summary>A burst of ten seconds' worth; what comes after it is dropped or, every second, told to come by TCP. Others, forwarders and TCP are not limited.</summary>
    [Fact]
    public void Over_its_limit_a_client_is_told_to_come_by_TCP()
    {
        FakeTimeProvider time = new();
        using DnsLimits limits = new(2, new PhantomOptions { Forwarders = [NetPrefix.Parse("10.9.0.0/16")] }, NullLogger.Instance, time);
        phantoms.Add("known.test");
        DnsResponder responder = Of(TestSnapshots.Of(), limits);
        for (int i = 0; i < 20; i++)
            AssertAnswered(Client, DnsTransport.Udp);
        int truncated = 0;
        for (int i = 0; i < 100; i++)
        {
            int length = Respond(responder, "known.test", out OpenQuery? open, out DnsHeader header);
            if (length == 0)
                Assert.Null(open);
            else
                truncated += header is { IsTruncated: true, Answers: 0, ResponseCode: 0 } ? 1 : 1000;
        }
        Assert.Equal((50, 100), (truncated, responder.Tally[DnsReplyKind.Limited]));
        AssertAnswered(Client, DnsTransport.Tcp);
        AssertAnswered(NetAddress.Parse("10.0.0.3"), DnsTransport.Udp);
        for (int i = 0; i < 40; i++)
            AssertAnswered(NetAddress.Parse("10.9.0.1"), DnsTransport.Udp);
        time.Advance(TimeSpan.FromSeconds(1));
        AssertAnswered(Client, DnsTransport.Udp);
        AssertAnswered(Client, DnsTransport.Udp);
        _ = Respond(responder, "known.test", out _, out DnsHeader again);
        Assert.NotEqual(1, again.Answers);

        void AssertAnswered(NetAddress client, DnsTransport transport)
        {
            Assert.True(Respond(responder, "known.test", out _, out DnsHeader header, client, transport) > 0);
            Assert.Equal((1, false), (header.Answers, header.IsTruncated));
        }
    }

    /// <summary>A host may ask from any address of its /64.</summary>
    [Fact]
    public void Addresses_of_one_network_share_a_limit()
    {
        using DnsLimits limits = new(1, new PhantomOptions(), NullLogger.Instance, new FakeTimeProvider());
        for (int i = 0; i < 10; i++)
            Assert.True(limits.TakeReply("dns", NetAddress.Parse($"fd00::{i}")));
        Assert.False(limits.TakeReply("dns", NetAddress.Parse("fd00::1:1")));
        Assert.True(limits.TakeReply("dns", NetAddress.Parse("fd00:0:0:1::1")));
    }

    [Fact]
    public void Any_bytes_are_survived() => Gen.Byte.Array[0, 600].Sample(input =>
    {
        byte[] reply = new byte[4096];
        int length = Of(TestSnapshots.Of()).Respond(input, Client, DnsTransport.Udp, reply, out _);
        return length is 0 or (>= DnsHeader.Length and <= DnsQuery.MaxUdpSize);
    });

    private DnsResponder Of(Snapshot? snapshot, DnsLimits? limits = null) => new("dns", new FixedSnapshots(snapshot), phantoms, NoInternetSide.AskAsync, limits ?? NoLimits.Instance, NullLogger.Instance);

    private static int Respond(
        DnsResponder responder, string name, out OpenQuery? open, out DnsHeader header, NetAddress? client = null, DnsTransport transport = DnsTransport.Udp)
    {
        byte[] message = new byte[DnsQueryWriter.MaxLength], reply = new byte[512];
        int end = DnsQueryWriter.Write(message, 1, DomainName.Parse(name), DnsType.Aaaa, edns: false);
        int length = responder.Respond(message.AsSpan(0, end), client ?? Client, transport, reply, out open);
        _ = DnsHeader.TryRead(reply.AsSpan(0, length), out header);
        return length;
    }
}
