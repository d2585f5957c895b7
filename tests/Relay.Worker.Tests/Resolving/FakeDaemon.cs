using System.Net.Sockets;
using System.Text;

namespace Relay.Worker.Tests.Resolving;

/// <summary>A daemon on a Unix socket that answers one message of each client, in two parts.</summary>
internal sealed class FakeDaemon : IDisposable
{
    private readonly DirectoryInfo directory = Directory.CreateTempSubdirectory("urelay-daemon");
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

    public FakeDaemon(Func<string, string> answer)
    {
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        _ = ServeAsync(answer);
    }

    public string SocketPath => Path.Combine(directory.FullName, "socket");

    public void Dispose()
    {
        listener.Dispose();
        directory.Delete(recursive: true);
    }

    private async Task ServeAsync(Func<string, string> answer)
    {
        byte[] buffer = new byte[4096];
        while (true)
        {
            using Socket client = await listener.AcceptAsync();
            int count = await client.ReceiveAsync(buffer);
            byte[] reply = Encoding.UTF8.GetBytes(answer(Encoding.UTF8.GetString(buffer, 0, count)));
            _ = await client.SendAsync(reply.AsMemory(0, reply.Length / 2));
            _ = await client.SendAsync(reply.AsMemory(reply.Length / 2));
        }
    }
}
