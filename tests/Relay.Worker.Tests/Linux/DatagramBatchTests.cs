using System.Net;
using System.Net.Sockets;
using Relay.Store.Model;
using Relay.Worker.Linux;
using Xunit;

namespace Relay.Worker.Tests.Linux;

public sealed class DatagramBatchTests : IDisposable
{
    private readonly DatagramBatch batch = new(64);
    private readonly ReplyBatch replies = new(64);
    private readonly int server = Libc.OpenSocket(NativeAddress.Inet6, Libc.Datagram);
    private readonly ushort port;

    public DatagramBatchTests()
    {
        Assert.True(Libc.SetOption(server, SocketOption.IPv6Only, 0).Succeeded);
        Assert.True(Libc.Bind(server, NativeAddress.Of(NetAddress.Parse("::"), 0)).Succeeded);
        Assert.True(Libc.ReportLocalEnds(server).Succeeded);
        Assert.True(Libc.LocalAddress(server).TryGet(out _, out port));
    }

    public void Dispose() => Libc.Close(server);

    /// <summary>Each reply goes to who asked, from the address that was asked: these clients hear nobody else.</summary>
    [Fact]
    public void Replies_go_to_where_the_datagrams_came_from()
    {
        string[] asked = ["127.0.0.1", "127.0.0.2", "::1"];
        Socket[] clients = [.. asked.Select(Connect)];
        for (int i = 0; i < clients.Length; i++)
            clients[i].Send([(byte)i, 7]);
        Assert.Equal(3, Libc.ReceiveDatagrams(server, batch).Count);
        Assert.Equal(3, batch.Count);
        for (int i = 0; i < batch.Count; i++)
        {
            Assert.Equal(7, batch[i][1]);
            Assert.Equal(NetAddress.Parse(asked[batch[i][0]]), batch.LocalEndOf(i).Address);
            Assert.True(batch.PeerOf(i).TryGet(out NetAddress peer, out ushort from));
            Assert.Equal((NetAddress.From(((IPEndPoint)clients[batch[i][0]].LocalEndPoint!).Address), ((IPEndPoint)clients[batch[i][0]].LocalEndPoint!).Port), (peer, from));
            // The second gets none.
            if (batch[i][0] != 1)
                Reply(batch[i][..1], batch.PeerOf(i), batch.LocalEndOf(i));
        }
        _ = Libc.SendDatagrams(server, replies);
        byte[] heard = new byte[64];
        Assert.Equal((1, (byte)0), (clients[0].Receive(heard), heard[0]));
        Assert.Equal((1, (byte)2), (clients[2].Receive(heard), heard[0]));
        Assert.Equal(0, clients[1].Available);
        Array.ForEach(clients, client => client.Dispose());
    }

    [Fact]
    public void A_batch_takes_no_more_than_it_has_room_for_and_cuts_what_is_too_long()
    {
        using Socket client = Connect("127.0.0.1");
        client.Send(new byte[100]);
        for (int i = 1; i < DatagramBatch.Capacity + 3; i++)
            client.Send(ReadOnlySpan<byte>.Empty);
        Assert.Equal(DatagramBatch.Capacity, Libc.ReceiveDatagrams(server, batch).Count);
        Assert.Equal((64, 0), (batch[0].Length, batch[1].Length));
        Assert.Equal(3, Libc.ReceiveDatagrams(server, batch).Count);
        Assert.True(Libc.ReceiveDatagrams(server, batch).WouldBlock);
        Assert.Equal(0, batch.Count);
    }

    /// <summary>A datagram can claim to come from port 0, where nothing can be sent to: sendmmsg(2) stops there.</summary>
    [Fact]
    public void A_reply_that_cannot_be_sent_holds_up_no_other()
    {
        using Socket client = Connect("127.0.0.1");
        for (byte i = 0; i < 3; i++)
            client.Send([i]);
        Assert.Equal(3, Libc.ReceiveDatagrams(server, batch).Count);
        NativeAddress nowhere = NativeAddress.Of(NetAddress.Parse("127.0.0.1"), 0, NativeAddress.Inet6);
        for (int i = 0; i < 3; i++)
            Reply(batch[i], i == 1 ? nowhere : batch.PeerOf(i), batch.LocalEndOf(i));
        _ = Libc.SendDatagrams(server, replies);
        byte[] heard = new byte[1];
        Assert.Equal((1, (byte)0), (client.Receive(heard), heard[0]));
        Assert.Equal((1, (byte)2), (client.Receive(heard), heard[0]));
    }

    [Fact]
    public void A_batch_that_was_sent_and_cleared_has_room_again()
    {
        using Socket client = Connect("127.0.0.1");
        client.Send([0]);
        Assert.Equal(1, Libc.ReceiveDatagrams(server, batch).Count);
        byte[] heard = new byte[1];
        for (byte turn = 0; turn < 2; turn++)
        {
            for (byte i = 0; !replies.IsFull; i++)
                Reply([(byte)(turn + i)], batch.PeerOf(0), batch.LocalEndOf(0));
            _ = Libc.SendDatagrams(server, replies);
            replies.Clear();
            for (byte i = 0; i < ReplyBatch.Capacity; i++)
                Assert.Equal((1, (byte)(turn + i)), (client.Receive(heard), heard[0]));
        }
        _ = Libc.SendDatagrams(server, replies);
        Assert.Equal(0, client.Available);
    }

    private void Reply(ReadOnlySpan<byte> datagram, in NativeAddress peer, in PacketInfo local)
    {
        datagram.CopyTo(replies.Next);
        replies.Add(datagram.Length, peer, local);
    }

    private Socket Connect(string address)
    {
        IPAddress ip = IPAddress.Parse(address);
        Socket client = new(ip.AddressFamily, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 10_000 };
        client.Connect(ip, port);
        return client;
    }
}
