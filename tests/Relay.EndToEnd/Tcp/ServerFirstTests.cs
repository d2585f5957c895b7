using System.Net.Sockets;
using System.Text;
using Relay.EndToEnd.Lab;
using Xunit;

namespace Relay.EndToEnd.Tcp;

/// <summary>Where the server speaks first, the relay waits for nothing from the client: the client here never speaks before it was spoken to.</summary>
[Collection(SharedLab.Name)]
public sealed class ServerFirstTests(TcpLab lab)
{
    [Theory]
    [InlineData(Way.Transparent)]
    [InlineData(Way.Socks)]
    public async Task A_mail_is_delivered_line_by_line(Way way)
    {
        (string Server, string Client)[] dialogue =
        [
            ("220 mail.test ESMTP\r\n", "EHLO client.test\r\n"), ("250-mail.test\r\n250 SIZE\r\n", "MAIL FROM:<a@client.test>\r\n"), ("250 ok\r\n", "RCPT TO:<b@mail.test>\r\n"),
            ("250 ok\r\n", "DATA\r\n"), ("354 go ahead\r\n", "Subject: x\r\n\r\ntext\r\n.\r\n"), ("250 taken\r\n", "QUIT\r\n"),
        ];
        using TcpFlow flow = await lab.OpenAsync(way);
        foreach ((string server, string client) in dialogue)
        {
            await SayAsync(flow.Server, flow.Client, server);
            await SayAsync(flow.Client, flow.Server, client);
        }
        await SayAsync(flow.Server, flow.Client, "221 bye\r\n");
        flow.Server.End();
        await flow.Client.AssertEndAsync();
        flow.Client.End();
        await flow.AssertRowAsync("ok", dialogue.Sum(line => line.Client.Length), dialogue.Sum(line => line.Server.Length) + 9);
    }

    [Theory]
    [InlineData(Way.Transparent)]
    [InlineData(Way.Socks)]
    public async Task The_banner_of_sshd_comes_to_a_client_that_says_nothing(Way way)
    {
        using SshServer server = await SshServer.StartAsync(lab.Internet);
        using Socket client = await lab.ConnectAsync(way, server.Port);
        StringBuilder banner = new();
        while (banner.Length == 0 || banner[^1] != '\n')
            banner.Append((char)(await client.ReadAsync(1))[0]);
        Assert.StartsWith("SSH-2.0-OpenSSH", banner.ToString(), StringComparison.Ordinal);
        client.Reset();
        AuditRow row = await lab.RowAsync(server.Port);
        Assert.Equal(("reset_by_client", 0), (row.Outcome, row.BytesUp));
        Assert.InRange(row.BytesDown, banner.Length, 10_000);
    }

    /// <summary>The answer to a client that has said all it has to say before anybody listened to it.</summary>
    [Fact]
    public async Task A_banner_comes_to_a_client_that_has_ended_its_half_at_once()
    {
        using Socket listening = lab.Listen(out int port);
        Task<Socket> accepting = listening.AcceptOneAsync();
        using Socket client = await lab.ConnectAsync(Way.Transparent, port);
        client.End();
        using Socket server = await accepting;
        await server.AssertEndAsync();
        await SayAsync(server, client, "23:59:60\r\n");
        server.End();
        await client.AssertEndAsync();
        Assert.Equal("ok", (await lab.RowAsync(port)).Outcome);
    }

    private static async Task SayAsync(Socket from, Socket to, string line)
    {
        await from.WriteAsync(Encoding.ASCII.GetBytes(line));
        Assert.Equal(line, Encoding.ASCII.GetString(await to.ReadAsync(line.Length)));
    }
}
