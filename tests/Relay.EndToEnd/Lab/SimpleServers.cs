using System.Net.Sockets;
using System.Text;

namespace Relay.EndToEnd.Lab;

/// <summary>Servers of one line each.</summary>
internal static class SimpleServers
{
    /// <summary>As SMTP and SSH do: the server speaks first.</summary>
    public static async Task BannerThenEchoAsync(NetworkStream client)
    {
        await client.WriteAsync(Encoding.ASCII.GetBytes(InternetSide.Banner));
        await client.CopyToAsync(client);
    }

    /// <summary>Takes the first byte, and then answers with RST.</summary>
    public static async Task ResetAsync(NetworkStream client)
    {
        _ = await client.ReadAsync(new byte[1]);
        // Closed here: the stream would shut it down in order first.
        client.Socket.Close(0);
    }
}
