using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;
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
            Assert.Equal(0, Respond(responder, $"n{i}.test", out DnsQuery query, out _));
            waiting.Add(responder.RespondLaterAsync(query, Client).AsTask());
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
        Assert.Equal(0, Respond(responder, "new.test", out DnsQuery query, out _));
        Assert.Equal(DnsAnswerKind.ServFail, (await responder.RespondLaterAsync(query, Client)).Kind);
        Assert.True(Respond(responder, "known.test", out _, out DnsHeader header) > 0);
        Assert.Equal((DnsResponseCode.NoError, 1), (header.ResponseCode, header.Answers));
    }

    [Fact]
    public void Without_a_snapshot_all_is_servfail()
    {
        Assert.True(Respond(Of(null), "a.test", out _, out DnsHeader header) > 0);
        Assert.Equal(DnsResponseCode.ServFail, header.ResponseCode);
    }

    [Fact]
    public void Any_bytes_are_survived() => Gen.Byte.Array[0, 600].Sample(input =>
    {
        byte[] reply = new byte[4096];
        int length = Of(TestSnapshots.Of()).Respond(input, Client, reply, overUdp: true, out _);
        return length is 0 or (>= DnsHeader.Length and <= DnsQuery.MaxUdpSize);
    });

    private DnsResponder Of(Snapshot? snapshot) => new("dns", new FixedSnapshots(snapshot), phantoms, NoInternetSide.AskAsync, NullLogger.Instance);

    private static int Respond(DnsResponder responder, string name, out DnsQuery query, out DnsHeader header)
    {
        byte[] message = new byte[DnsQueryWriter.MaxLength], reply = new byte[512];
        int end = DnsQueryWriter.Write(message, 1, DomainName.Parse(name), DnsType.Aaaa, edns: false);
        int length = responder.Respond(message.AsSpan(0, end), Client, reply, overUdp: true, out query);
        _ = DnsHeader.TryRead(reply.AsSpan(0, length), out header);
        return length;
    }
}
